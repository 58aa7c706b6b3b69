//! Starts that fail, each with a reason that helps.

use std::net::SocketAddr;

use ebb_server::{ServeError, Server};

use crate::harness::{World, settings};

fn chain(error: &ServeError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[tokio::test]
async fn a_port_in_use_is_named_with_what_to_do() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let mut second = settings(folder.path());
    second.listen = world.server.address();
    let error = Server::start(second).await.unwrap_err();
    let port = world.server.address().port();
    assert!(chain(&error).contains(&format!("could not listen on 127.0.0.1:{port}")), "{error}");
    assert!(error.hint().unwrap().contains("--listen 127.0.0.1:PORT"));
    // Nothing was touched for it.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_folder_in_use_is_named() {
    let world = World::new().await;
    let error = Server::start(settings(world.folder.path())).await.unwrap_err();
    let text = chain(&error);
    assert!(text.contains("in use by another server"), "{text}");
    assert!(text.contains(&world.folder.path().display().to_string()), "{text}");
    world.server.stop().await;
    let again = Server::start(settings(world.folder.path())).await.unwrap();
    again.stop().await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = Server::start(settings(&file.join("data"))).await.unwrap_err();
    let text = chain(&error);
    assert!(text.contains("could not create the data folder"), "{text}");
}

#[tokio::test]
async fn only_this_machine_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let mut open = settings(folder.path());
    open.listen = SocketAddr::from(([0, 0, 0, 0], 0));
    let error = Server::start(open).await.unwrap_err();
    assert!(error.to_string().contains("only loopback addresses"), "{error}");
}

#[tokio::test]
async fn a_server_that_is_dropped_stops() {
    let world = World::new().await;
    let (address, folder) = (world.server.address(), world.folder);
    drop(world.server);
    let began = std::time::Instant::now();
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        assert!(began.elapsed() < crate::harness::PATIENCE);
        tokio::task::yield_now().await;
    }
    drop(folder);
}
