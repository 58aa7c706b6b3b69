use ebb_blueprint::{Knob, KnobError};

use crate::support::read;

#[test]
fn a_tuner_finds_and_turns_what_is_declared() {
    let mut blueprint = read("llama.toml");
    let knobs = blueprint.knobs();
    let value = |knob| knobs.iter().find(|(found, _)| *found == knob).map(|(_, value)| *value);
    assert_eq!(value(Knob::TargetValue { policy: 0 }), Some(5.0));
    assert_eq!(value(Knob::StepAdjustment { policy: 1, step: 0 }), Some(1.0));
    assert_eq!(value(Knob::AlarmPeriod { alarm: 0 }), Some(60.0));
    assert_eq!(value(Knob::MaxCapacity { target: 0 }), Some(4.0));
    assert_eq!(value(Knob::TargetValue { policy: 1 }), None, "a step policy has none");
    assert_eq!(knobs.len(), 2 + 3 + 2 + 3);
    blueprint.set(Knob::TargetValue { policy: 0 }, 2.5).unwrap();
    blueprint.set(Knob::StepAdjustment { policy: 1, step: 0 }, 3.0).unwrap();
    assert_eq!(blueprint.value(Knob::TargetValue { policy: 0 }), Some(2.5));
    let steps = blueprint.policies[1].request.step_scaling_policy_configuration.as_ref().unwrap();
    assert_eq!(steps.step_adjustments.as_ref().unwrap()[0].scaling_adjustment, 3);
    let half = Knob::MaxCapacity { target: 0 };
    assert_eq!(blueprint.set(half, 2.5), Err(KnobError::Value(half, 2.5)));
    let missing = Knob::AlarmPeriod { alarm: 7 };
    assert_eq!(blueprint.set(missing, 60.0), Err(KnobError::Missing(missing)));
    assert_eq!(
        blueprint.name_of(Knob::TargetValue { policy: 0 }),
        "inference-component/llama track TargetValue"
    );
}
