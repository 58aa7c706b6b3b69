//! What alarms have been through.

use ebb_decide::Command;
use ebb_decide::alarm::{AlarmSpec, HistoryItem, HistoryType, StateValue};
use serde_json::Value;

use crate::driver::{World, minutes};
use crate::setup::{
    TOPIC, alarm, change_by, composite, endpoint, own_metric, put_alarm, put_composite,
    quiet_alarm, register, step, variant,
};

fn items(world: &World) -> Vec<HistoryItem> {
    world.there().alarm_history().cloned().collect()
}

fn summaries(world: &World) -> Vec<String> {
    items(world).into_iter().map(|item| item.told.texts().0.into_owned()).collect()
}

fn data(item: &HistoryItem) -> Value {
    let (summary, data) = item.told.texts();
    assert!(data.chars().count() <= 4095 && summary.chars().count() <= 255);
    serde_json::from_str(&data).unwrap()
}

// Covers: cw.history, cw.sns-message
#[test]
fn the_life_of_an_alarm_is_told() {
    let mut world = World::new();
    let spec = AlarmSpec {
        description: Some("a \"quoted\" word".to_owned()),
        ok_actions: vec!["arn:aws:sns:us-east-1:000000000000:nobody".to_owned()].into(),
        ..alarm("a", own_metric("m"), 1.0, TOPIC)
    };
    put_alarm(&mut world, spec.clone());
    world.force("a", StateValue::Alarm, &[]);
    world.force("a", StateValue::Ok, &[]);
    put_alarm(&mut world, AlarmSpec { threshold: Some(2.0), description: None, ..spec });
    world.ask(Command::DeleteAlarms(vec!["a".to_owned()]));
    assert_eq!(
        summaries(&world),
        [
            "Alarm \"a\" created".to_owned(),
            "Alarm updated from INSUFFICIENT_DATA to ALARM".to_owned(),
            format!("Successfully executed action {TOPIC}"),
            "Alarm updated from ALARM to OK".to_owned(),
            "Failed to execute action arn:aws:sns:us-east-1:000000000000:nobody. No receiver is configured for this ARN".to_owned(),
            "Alarm \"a\" updated".to_owned(),
            "Alarm \"a\" deleted".to_owned(),
        ]
    );
    let items = items(&world);
    let created = data(&items[0]);
    assert_eq!((&created["type"], &created["version"]), (&"Create".into(), &"1.0".into()));
    assert_eq!(created["createdAlarm"]["alarmDescription"], "a \"quoted\" word");
    assert_eq!(created["createdAlarm"]["threshold"], 1.0);
    let updated = data(&items[5]);
    assert_eq!(updated["updatedAlarm"]["threshold"], 2.0);
    assert_eq!(
        updated["originalUpdatedFields"],
        serde_json::json!({ "alarmDescription": "a \"quoted\" word", "threshold": 1.0 })
    );
    assert_eq!(data(&items[6])["deletedAlarm"]["stateValue"], "OK");
    let sent = data(&items[2]);
    assert_eq!((&sent["actionState"], &sent["error"]), (&"Succeeded".into(), &Value::Null));
    let message: Value = serde_json::from_str(sent["publishedMessage"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&message["NewStateValue"], &message["OldStateValue"]),
        (&"ALARM".into(), &"INSUFFICIENT_DATA".into())
    );
    assert_eq!(message["Trigger"]["Statistic"], "AVERAGE");
    let failed = data(&items[4]);
    assert_eq!(
        (&failed["actionState"], &failed["publishedMessage"]),
        (&"Failed".into(), &Value::Null)
    );
    // It outlives the alarm, and the process.
    let before = items.clone();
    world.restart();
    assert_eq!(self::items(&world), before);
    put_alarm(&mut world, alarm("b", own_metric("m"), 1.0, TOPIC));
    let sequences: Vec<u64> = self::items(&world).iter().map(|item| item.sequence).collect();
    assert!(sequences.is_sorted_by(|a, b| a < b), "{sequences:?}");
}

// Covers: cw.history.retention
#[test]
fn it_is_kept_for_thirty_days_and_within_a_bound() {
    let mut world = World::new();
    quiet_alarm(&mut world, "a");
    world.run(minutes(30 * 24 * 60 + 1));
    assert_eq!(summaries(&world), [""; 0]);
    world.force("a", StateValue::Alarm, &[]);
    assert_eq!(summaries(&world), ["Alarm updated from INSUFFICIENT_DATA to ALARM"]);
}

// Covers: cw.history
#[test]
fn long_texts_are_cut_to_aws_s_lengths() {
    let mut world = World::new();
    quiet_alarm(&mut world, "a");
    let rule = vec!["ALARM(a)"; 400].join(" OR ");
    put_composite(&mut world, composite("c", &rule));
    let long = |value| ebb_decide::ForcedState {
        value,
        reason: "\u{1}".repeat(1023),
        reason_data: Some(format!("\"{}\"", "x".repeat(3998))),
        recent: Vec::new(),
    };
    for value in [StateValue::Alarm, StateValue::Ok] {
        let (name, state) = ("a".to_owned(), long(value));
        world.ask(Command::SetAlarmState { name, state });
    }
    let created = items(&world).into_iter().find(|item| &*item.alarm == "c").unwrap();
    let created = data(&created);
    assert_eq!(created["createdAlarm"]["alarmRule"], Value::Null);
    assert_eq!(created["createdAlarm"]["alarmName"], "c");
    for item in items(&world) {
        data(&item);
    }
}

// Covers: cw.actions.elsewhere
#[test]
fn a_notification_waits_until_it_is_delivered() {
    let mut world = World::new();
    world.deaf = true;
    put_alarm(&mut world, alarm("a", own_metric("m"), 1.0, TOPIC));
    world.force("a", StateValue::Alarm, &[]);
    let sent = world.notified.clone();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].subject.as_deref(), Some("ALARM: \"a\" in US East (N. Virginia)"));
    world.restart();
    assert_eq!(world.notified, [sent.clone(), sent.clone()].concat(), "it is sent again as it was");
    let answer = |outcome| ebb_decide::Event::Delivered {
        scope: sent[0].scope.clone(),
        id: sent[0].id.clone(),
        outcome,
    };
    world.tell(answer(Err("the receiver answered 500".to_owned())));
    assert!(world.there().notifications().is_empty());
    let last = summaries(&world).pop().unwrap();
    assert_eq!(last, format!("Failed to execute action {TOPIC}. the receiver answered 500"));
    // Told twice is told once.
    let count = items(&world).len();
    world.tell(answer(Ok(())));
    assert_eq!(items(&world).len(), count);
    // A receiver that never answers fills its queue to a bound.
    let loud = AlarmSpec {
        ok_actions: vec![TOPIC.to_owned(); 5].into(),
        alarm_actions: vec![TOPIC.to_owned(); 5].into(),
        ..alarm("a", own_metric("m"), 1.0, TOPIC)
    };
    put_alarm(&mut world, loud);
    for _ in 0..101 {
        world.force("a", StateValue::Ok, &[]);
        world.force("a", StateValue::Alarm, &[]);
    }
    assert_eq!(world.there().notifications().len(), 1000);
    assert!(summaries(&world).pop().unwrap().contains("Too many notifications"));
}

#[test]
fn a_scaling_action_is_told_once_though_it_repeats() {
    let mut world = World::new();
    endpoint(&mut world, 1);
    register(&mut world, &variant(), 1, 9);
    let arn = step(&mut world, &variant(), "p", change_by(1, 0));
    put_alarm(&mut world, alarm("a", own_metric("m"), 1.0, &arn));
    for _ in 0..3 {
        world.data(&own_metric("m"), &[5.0]);
        world.run(minutes(1));
    }
    assert!(world.desired(&variant()) > 2);
    let actions: Vec<HistoryItem> =
        items(&world).into_iter().filter(|item| item.what == HistoryType::Action).collect();
    assert_eq!(actions.len(), 1);
    assert_eq!(
        actions[0].told.texts().0,
        format!("Successfully executed action {arn}").chars().take(255).collect::<String>()
    );
}

// Covers: cw.history.unchanged
#[test]
fn a_put_that_changes_nothing_is_no_news() {
    let mut world = World::new();
    quiet_alarm(&mut world, "a");
    put_composite(&mut world, composite("c", "ALARM(a)"));
    let before = summaries(&world);
    world.run(minutes(1));
    quiet_alarm(&mut world, "a");
    put_composite(&mut world, composite("c", "ALARM(a)"));
    assert_eq!(summaries(&world), before);
    assert_eq!(world.alarm("a").state.configuration_updated, world.now);
    put_composite(&mut world, composite("c", "OK(a)"));
    assert_eq!(summaries(&world)[before.len()..], ["Alarm \"c\" updated"]);
}

#[test]
fn data_of_one_batch_fire_an_alarm_once() {
    let mut world = World::new();
    let spec = AlarmSpec {
        watch: crate::watch::watch(own_metric("m"), ebb_units::Statistic::Sum),
        ..alarm("a", own_metric("m"), 1.0, TOPIC)
    };
    put_alarm(&mut world, spec);
    let data = || crate::driver::datum(&own_metric("m"), world.now, 5.0);
    let batch = vec![data(), data(), data()];
    world.ask(Command::PutMetricData(batch));
    assert_eq!(world.state("a"), StateValue::Alarm);
    assert_eq!(world.notified.len(), 1);
    let fired = summaries(&world).into_iter().filter(|text| text.starts_with("Alarm updated"));
    assert_eq!(fired.count(), 1);
}
