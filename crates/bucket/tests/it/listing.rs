//! Listings: order, pages, roll-up, both versions.

use crate::client::{Answer, Server};

async fn filled() -> Server {
    let server = Server::with_bucket().await;
    for key in ["b/2", "a", "b/1", "z", "b/c/3", "B"] {
        assert_eq!(server.put(&format!("/box/{key}"), key.to_owned()).await.status, 200);
    }
    server
}

fn prefixes(answer: &Answer) -> Vec<&str> {
    answer.elements("CommonPrefixes").iter().map(|it| it.trim_start_matches("<Prefix>")).collect()
}

#[tokio::test]
async fn keys_are_listed_in_order_and_rolled_up() {
    let server = filled().await.restart().await;
    let all = server.get("/box?list-type=2").await;
    assert_eq!(all.elements("Key"), ["B", "a", "b/1", "b/2", "b/c/3", "z"]);
    assert_eq!((all.element("KeyCount"), all.element("IsTruncated")), ("6", "false"));
    assert_eq!(all.elements("Size"), ["1", "1", "3", "3", "5", "1"]);
    assert_eq!(all.element("ETag"), "&quot;9d5ed678fe57bcca610140957afab571&quot;");
    assert!(all.element("LastModified").ends_with(".000Z"));

    let top = server.get("/box?list-type=2&delimiter=%2F").await;
    assert_eq!((top.elements("Key"), prefixes(&top)), (vec!["B", "a", "z"], vec!["b/"]));
    let below = server.get("/box?list-type=2&delimiter=/&prefix=b/").await;
    assert_eq!((below.elements("Key"), prefixes(&below)), (vec!["b/1", "b/2"], vec!["b/c/"]));
    let after = server.get("/box?list-type=2&start-after=b/1").await;
    assert_eq!(after.elements("Key"), ["b/2", "b/c/3", "z"]);
}

#[tokio::test]
async fn pages_join_up_in_both_versions() {
    let server = filled().await;
    for (version, token, parameter) in [
        ("list-type=2", "NextContinuationToken", "continuation-token"),
        ("delimiter=/", "NextMarker", "marker"),
        ("list-type=2&delimiter=/", "NextContinuationToken", "continuation-token"),
    ] {
        let whole = server.get(&format!("/box?{version}")).await;
        let mut want: Vec<&str> = whole.elements("Key");
        want.extend(prefixes(&whole));
        want.sort_unstable();

        let mut got = Vec::new();
        let mut next = String::new();
        loop {
            let page = server.get(&format!("/box?{version}&max-keys=1{next}")).await;
            got.extend(page.elements("Key").into_iter().map(str::to_owned));
            got.extend(prefixes(&page).into_iter().map(str::to_owned));
            if page.element("IsTruncated") == "false" {
                break;
            }
            next = format!("&{parameter}={}", page.element(token));
        }
        assert_eq!(got, want, "{version}");
    }
}

#[tokio::test]
async fn a_listing_follows_what_happens() {
    let server = filled().await;
    assert_eq!(server.get("/box?prefix=b").await.elements("Key").len(), 3);
    server.put("/box/b/0", "new").await;
    server.put("/box/b/1", "longer than before").await;
    server.send("DELETE", "/box/b/2", &[], "").await;
    let listed = server.get("/box?prefix=b").await;
    assert_eq!(listed.elements("Key"), ["b/0", "b/1", "b/c/3"]);
    assert_eq!(listed.elements("Size"), ["3", "18", "5"]);
}

#[tokio::test]
async fn wrong_parameters_are_named() {
    let server = filled().await;
    for (query, name) in [
        ("list-type=2&max-keys=many", "max-keys"),
        ("list-type=2&max-keys=-1", "max-keys"),
        ("list-type=2&continuation-token=!", "continuation-token"),
        ("encoding-type=morse", "encoding-type"),
    ] {
        let got = server.get(&format!("/box?{query}")).await;
        assert_eq!((got.error(), got.element("ArgumentName")), ((400, "InvalidArgument"), name));
    }
    let none = server.get("/box?list-type=2&max-keys=0").await;
    assert_eq!((none.element("KeyCount"), none.element("IsTruncated")), ("0", "false"));
}
