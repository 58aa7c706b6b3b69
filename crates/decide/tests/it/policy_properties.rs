//! What holds of policies, whatever their numbers: bounds, direction, order, and that more load never gives less.

use ebb_decide::alarm::StateValue;
use ebb_decide::policy::{
    AdjustmentType, Direction, Held, Standing, StepAdjustment, StepConfig, TargetFacts, Verdict,
    Vote, Wish, decide, proposal,
};
use ebb_decide::scaling::Cause;
use ebb_decide::{Command, Event};
use ebb_units::{Bounds, Capacity, Comparison};
use proptest::prelude::*;

use crate::driver::{Fate, World, minutes, secs};
use crate::setup::{
    alarm, change_by, customized, endpoint, own_metric, put_alarm, register, step, track, tracking,
    variant,
};

fn bounds(a: u32, b: u32) -> Bounds {
    Bounds::new(Capacity(a.min(b)), Capacity(a.max(b))).unwrap()
}

/// Steps without a gap over an alarm's threshold, each at least as large as the one before.
fn rising_steps() -> impl Strategy<Value = Vec<StepAdjustment>> {
    let inner = prop::collection::btree_set(1_u32..200, 0..4);
    (inner, prop::collection::vec(-20_i32..40, 5)).prop_map(|(edges, mut adjustments)| {
        adjustments.sort_unstable();
        let edges: Vec<f64> = edges.into_iter().map(f64::from).collect();
        let lowers = std::iter::once(0.0).chain(edges.iter().copied());
        let uppers = edges.iter().copied().map(Some).chain([None]);
        let steps = lowers.zip(uppers).zip(adjustments);
        steps
            .map(|((lower, upper), adjustment)| StepAdjustment {
                lower: Some(lower),
                upper,
                adjustment,
            })
            .collect()
    })
}

fn any_type() -> impl Strategy<Value = AdjustmentType> {
    prop::sample::select(vec![
        AdjustmentType::ChangeInCapacity,
        AdjustmentType::PercentChangeInCapacity,
        AdjustmentType::ExactCapacity,
    ])
}

fn config(adjustment_type: AdjustmentType, steps: Vec<StepAdjustment>) -> StepConfig {
    StepConfig {
        adjustment_type,
        steps,
        min_adjustment_magnitude: None,
        cooldown_secs: None,
        aggregation: None,
    }
}

/// A policy that asks for a capacity, at rest.
fn asks(proposal: u32, direction: Direction) -> Standing {
    let wish = Wish {
        proposal: Capacity(proposal),
        direction,
        absolute: false,
        answered: false,
        alarm: "a".to_owned(),
    };
    let vote = if direction == Direction::In { Vote::Ready } else { Vote::NotReady };
    Standing { wish: Some(wish), vote, tracking: true, credit: 0, no_scale_in_before: None }
}

proptest! {
    #[test]
    fn clamping_twice_is_clamping_once((a, b, x, y) in any::<(u32, u32, u32, u32)>()) {
        let bounds = bounds(a, b);
        let once = bounds.clamp(Capacity(x));
        prop_assert_eq!(bounds.clamp(once), once);
        prop_assert!(bounds.min() <= once && once <= bounds.max());
        // The order of what is wanted stays, and what is inside stays what it is.
        prop_assert!(bounds.clamp(Capacity(x.min(y))) <= bounds.clamp(Capacity(x.max(y))));
        if bounds.min().0 <= x && x <= bounds.max().0 {
            prop_assert_eq!(once, Capacity(x));
        }
    }

    /// Enough for the load, and not one more than is needed.
    #[test]
    fn a_tracking_proposal_is_the_least_that_is_enough(
        current in 1_u32..2000,
        metric in 0.0_f64..1e6,
        target in 0.01_f64..1e5,
    ) {
        let load = f64::from(current) * metric;
        let got = f64::from(proposal(Capacity(current), metric, target).0);
        prop_assume!(load / target < 1e9);
        prop_assert!(got * target >= load * (1.0 - 1e-8), "{got} for {load} at {target}");
        prop_assert!(got == 0.0 || (got - 1.0) * target <= load * (1.0 + 1e-8));
    }

    #[test]
    fn a_tracking_proposal_rises_with_the_metric_and_falls_with_the_target(
        current in 0_u32..2000,
        (a, b) in (0.0_f64..1e6, 0.0_f64..1e6),
        (s, t) in (0.01_f64..1e5, 0.01_f64..1e5),
    ) {
        let of = |metric, target| proposal(Capacity(current), metric, target);
        prop_assert!(of(a.min(b), s) <= of(a.max(b), s));
        prop_assert!(of(a, s.max(t)) <= of(a, s.min(t)));
    }

    #[test]
    fn more_load_never_gives_less_under_rising_steps(
        steps in rising_steps(),
        adjustment_type in any_type(),
        current in 0_u32..500,
        threshold in -100.0_f64..100.0,
        (a, b) in (0.0_f64..400.0, 0.0_f64..400.0),
    ) {
        let config = config(adjustment_type, steps);
        let comparison = Comparison::GreaterThanOrEqualToThreshold;
        let after = |distance: f64| {
            config.proposal(Capacity(current), threshold + distance, threshold, comparison)
        };
        // Adding and taking the threshold away again may lose a bit below zero.
        prop_assume!(a.min(b) > 1e-9);
        let (less, more) = (after(a.min(b)), after(a.max(b)));
        prop_assert!(less.is_some() && more.is_some(), "steps without a gap leave nothing out");
        prop_assert!(less <= more, "{less:?} and {more:?}");
    }

    #[test]
    fn a_step_goes_the_way_of_its_sign(
        adjustment in -300_i32..300,
        magnitude in prop::option::of(0_i32..20),
        current in 0_u32..10_000,
        percent in any::<bool>(),
    ) {
        let adjustment_type = if percent {
            AdjustmentType::PercentChangeInCapacity
        } else {
            AdjustmentType::ChangeInCapacity
        };
        let all = StepAdjustment { lower: Some(0.0), upper: None, adjustment };
        let config = StepConfig {
            min_adjustment_magnitude: magnitude,
            ..config(adjustment_type, vec![all])
        };
        let comparison = Comparison::GreaterThanThreshold;
        let after = config.proposal(Capacity(current), 2.0, 1.0, comparison).unwrap();
        match adjustment.signum() {
            1 => prop_assert!(after >= Capacity(current)),
            -1 => prop_assert!(after <= Capacity(current)),
            _ => prop_assert_eq!(after, Capacity(current)),
        }
    }

    /// Who is asked first does not matter, and who asks for nothing and votes for nothing does not either.
    #[test]
    fn the_order_of_policies_does_not_matter(
        desired in 0_u32..30,
        (low, high) in (0_u32..30, 0_u32..30),
        wishes in prop::collection::vec((0_u32..40, any::<bool>()), 1..5),
        turn in 0_usize..5,
    ) {
        let facts = TargetFacts {
            desired: Capacity(desired),
            bounds: bounds(low, high),
            out_suspended: false,
            in_suspended: false,
        };
        let direction = |out| if out { Direction::Out } else { Direction::In };
        let standings: Vec<Standing> =
            wishes.iter().map(|(proposal, out)| asks(*proposal, direction(*out))).collect();
        let to = |standings: &[Standing]| match decide(&facts, standings) {
            Verdict::Change { to, direction, .. } => Some((to, direction)),
            Verdict::Held(_) => None,
        };
        let mut turned = standings.clone();
        turned.rotate_left(turn % standings.len());
        prop_assert_eq!(to(&standings), to(&turned));
        turned.reverse();
        prop_assert_eq!(to(&standings), to(&turned));
        let silent = Standing { wish: None, vote: Vote::None, ..asks(0, Direction::In) };
        turned.push(silent);
        prop_assert_eq!(to(&standings), to(&turned));
    }

    /// Deciding again at once, at what was decided, changes nothing more.
    #[test]
    fn what_was_decided_is_not_decided_again(
        desired in 0_u32..30,
        (low, high) in (0_u32..30, 0_u32..30),
        (proposal, out) in (0_u32..40, any::<bool>()),
    ) {
        let facts = TargetFacts {
            desired: Capacity(desired),
            bounds: bounds(low, high),
            out_suspended: false,
            in_suspended: false,
        };
        let standing = asks(proposal, if out { Direction::Out } else { Direction::In });
        let Verdict::Change { to, .. } = decide(&facts, std::slice::from_ref(&standing)) else { return Ok(()) };
        let again = decide(&TargetFacts { desired: to, ..facts }, &[standing]);
        let is_held = matches!(
            again,
            Verdict::Held(Held::AtDesired(_) | Held::AtMax(_) | Held::AtMin(_) | Held::WouldFlap)
        );
        prop_assert!(is_held, "{again:?}");
    }
}

#[derive(Clone, Debug)]
enum Op {
    Run(i64),
    Load(f64),
    Data(f64),
    Force(usize, bool, f64),
    Crash,
    Fate(i64),
    Restart,
    Bounds(u32, u32),
}

fn any_op() -> impl Strategy<Value = Op> {
    prop_oneof![
        3 => (1_i64..400).prop_map(Op::Run),
        2 => (0.0_f64..2000.0).prop_map(Op::Load),
        2 => (0.0_f64..500.0).prop_map(Op::Data),
        3 => (0_usize..4, any::<bool>(), 0.0_f64..500.0)
            .prop_map(|(alarm, on, point)| Op::Force(alarm, on, point)),
        1 => Just(Op::Crash),
        1 => (0_i64..60_000).prop_map(Op::Fate),
        1 => Just(Op::Restart),
        1 => (1_u32..8, 1_u32..8).prop_map(|(a, b)| Op::Bounds(a.min(b), a.max(b))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// As long as nobody moves it by hand, a capacity never leaves its bounds; and new bounds are kept at once, or as
    /// soon as the resource can be changed and anything decides.
    #[test]
    fn policies_keep_the_capacity_within_the_bounds(ops in prop::collection::vec(any_op(), 1..40)) {
        let mut world = World::new();
        endpoint(&mut world, 2);
        register(&mut world, &variant(), 1, 6);
        track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
        let arn = step(&mut world, &variant(), "s", change_by(3, 0));
        put_alarm(&mut world, alarm("mine", own_metric("load"), 100.0, &arn));
        // Bounds between which the capacity may be until a change of bounds has been carried out.
        let (mut low, mut high) = (1, 6);
        for op in ops {
            match op {
                Op::Run(time) => world.run(secs(time)),
                Op::Load(per_minute) => world.load(&variant(), per_minute),
                Op::Data(value) => world.data(&own_metric("load"), &[value; 3]),
                Op::Force(index, on, point) => {
                    let name = world.there().alarms().keys().nth(index).map(str::to_owned);
                    let state = if on { StateValue::Alarm } else { StateValue::Ok };
                    if let Some(name) = name {
                        world.force(&name, state, &[point]);
                    }
                }
                Op::Crash => world.crash(&variant(), "killed"),
                Op::Fate(ms) => world.fate = Fate::Healthy(ms),
                Op::Restart => world.restart(),
                Op::Bounds(min, max) => {
                    world.fate = Fate::Healthy(0);
                    world.run(minutes(10));
                    register(&mut world, &variant(), i32::try_from(min).unwrap(), i32::try_from(max).unwrap());
                    world.run(minutes(1));
                    (low, high) = (min, max);
                }
            }
            let desired = world.desired(&variant());
            prop_assert!((low..=high).contains(&desired), "{desired} is not in {low} to {high}");
            let asked = world.moves().into_iter().filter(|it| matches!(it.cause, Cause::Policy { .. }));
            for activity in asked {
                let wanted = activity.wanted.unwrap();
                prop_assert!(Some(wanted) != activity.from, "{activity:?} changes nothing");
            }
        }
    }

    /// Looking twice at the same instant is looking once.
    #[test]
    fn a_second_tick_at_the_same_instant_does_nothing(time in 0_i64..4000, load in 0.0_f64..1000.0) {
        let mut world = World::new();
        endpoint(&mut world, 2);
        register(&mut world, &variant(), 1, 6);
        track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
        world.load(&variant(), load);
        world.data(&own_metric("load"), &[load; 3]);
        world.run(secs(time));
        let mut effects = Vec::new();
        world.controller.handle(world.now, Event::Tick, &mut effects);
        effects.clear();
        world.controller.handle(world.now, Event::Tick, &mut effects);
        prop_assert_eq!(effects, Vec::new());
        // Asking for what is there already changes no capacity either.
        let before = world.desired(&variant());
        world.ask(Command::RegisterScalableTarget(crate::setup::unchanged(&variant())));
        prop_assert_eq!(world.desired(&variant()), before);
    }
}
