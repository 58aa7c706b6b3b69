//! Tags of scalable targets.

use std::collections::BTreeMap;

use ebb_decide::{Answer, Command, Refusal, TargetRequest};

use crate::driver::World;
use crate::setup::{endpoint, target, variant};

fn tags(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn tagged(pairs: &[(&str, &str)]) -> (World, String) {
    let mut world = World::new();
    endpoint(&mut world, 1);
    let request = TargetRequest { tags: tags(pairs), ..target(&variant(), 1, 2) };
    let Answer::Arn(arn) = world.ask(Command::RegisterScalableTarget(request)) else {
        panic!("no ARN")
    };
    (world, arn)
}

fn of(world: &World) -> BTreeMap<String, String> {
    world.there().targets()[&variant()].tags.clone()
}

// Covers: aas.tags
#[test]
fn tags_are_added_replaced_and_taken_away() {
    let (mut world, arn) = tagged(&[("a", "1"), ("b", "1")]);
    let more = tags(&[("b", "2"), ("c", "")]);
    world.ask(Command::TagScalableTarget { arn: arn.clone(), tags: more });
    assert_eq!(of(&world), tags(&[("a", "1"), ("b", "2"), ("c", "")]));
    let keys = vec!["a".to_owned(), "never".to_owned()];
    world.ask(Command::UntagScalableTarget { arn, keys });
    world.restart();
    assert_eq!(of(&world), tags(&[("b", "2"), ("c", "")]));
}

// Covers: aas.tags
#[test]
fn what_may_not_be_tagged() {
    let (mut world, arn) = tagged(&[]);
    let tag = |arn: &str, tags| Command::TagScalableTarget { arn: arn.to_owned(), tags };
    for key in ["aws:x", "AWS:x"] {
        let refusal = world.command(tag(&arn, tags(&[(key, "")]))).unwrap_err();
        let text = "Caller is an end user and not allowed to mutate system tags";
        assert_eq!(refusal, Refusal::Invalid(text.to_owned()));
    }
    let numbered = |from: usize| -> BTreeMap<_, _> {
        (from..from + 50).map(|number| (format!("{number}"), String::new())).collect()
    };
    world.ask(tag(&arn, numbered(0)));
    world.ask(tag(&arn, numbered(0)));
    let refusal = world.command(tag(&arn, numbered(1))).unwrap_err();
    assert_eq!(refusal, Refusal::TooManyTags { arn, most: 50 });
    assert_eq!(of(&world), numbered(0));
    let nowhere = "arn:aws:application-autoscaling:us-east-1:000000000000:scalable-target/x";
    for command in [
        tag(nowhere, BTreeMap::new()),
        Command::UntagScalableTarget { arn: nowhere.to_owned(), keys: Vec::new() },
    ] {
        assert_eq!(world.command(command), Err(Refusal::NoSuchArn(nowhere.to_owned())));
    }
}
