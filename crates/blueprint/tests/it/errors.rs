use ebb_blueprint::read;

fn error(name: &str, text: &str) -> String {
    read(name, text).unwrap_err().to_string()
}

#[test]
fn errors_say_file_place_and_what_was_expected() {
    let toml = "[[targets]]\nresource-id = \"inference-component/c\"\nmin-capacty = 0\n";
    assert_eq!(
        error("ebb.toml", toml),
        "ebb.toml:3:15: targets[0].min-capacty: unknown name \"min-capacty\"; expected \"min-capacity\""
    );
    let toml = "[[targets]]\nresource-id = \"inference-component/c\"\nmin-capacity = \"none\"\n";
    assert_eq!(
        error("ebb.toml", toml),
        "ebb.toml:3:16: targets[0].min-capacity: this is the text \"none\"; expected a whole number"
    );
    assert_eq!(
        error("ebb.toml", "[[target]]\n"),
        "ebb.toml:1:1: target: unknown name \"target\"; expected \"targets\""
    );
    assert_eq!(
        error("ebb.toml", "[targets]\nmin-capacity = 0\n"),
        "ebb.toml:1:2: targets: this is an object; expected tables in double brackets, such as [[targets]]"
    );
    let json = "{\"ScalingPolicies\": [\n{\"PolicyName\": \"p\", \"TargetTrackingScalingPolicyConfiguration\": {\"TargetValue\": \"5\"}}]}";
    assert_eq!(
        error("p.json", json),
        "p.json:2:81: ScalingPolicies[0].TargetTrackingScalingPolicyConfiguration.TargetValue: this is the text \"5\"; expected a number"
    );
    let json = "{\"PolicyName\": \"p\", \"PolicyTipe\": \"StepScaling\"}";
    assert_eq!(
        error("p.json", json),
        "p.json:1:35: PolicyTipe: unknown name \"PolicyTipe\"; expected \"PolicyType\""
    );
}

#[test]
fn what_declares_nothing_is_told_what_would() {
    assert!(error("x.json", "{}").contains("this declares nothing known; expected what describe-"));
    assert!(error("x.json", "7").contains("this is the number 7; expected an object or a list"));
    let block = "{\"TargetValue\": 5}";
    assert!(error("x.json", block).contains("the configuration block of a policy alone"));
    let list = "{\"ScalingPolicies\": {}}";
    assert!(error("x.json", list).contains("ScalingPolicies: this is an object; expected a list"));
    assert!(error("x.json", "{\"ScalingPolicies\": [], \"Scaling\": []}").contains("unknown name"));
}

#[test]
fn no_text_makes_a_reader_panic() {
    let texts = ["llama.toml", "plan.json", "describe-alarms.json"].map(crate::support::fixture);
    for (text, name) in texts.iter().zip(["x.toml", "x.json", "x.json"]) {
        for cut in (0..text.len()).step_by(97).filter(|cut| text.is_char_boundary(*cut)) {
            // A text that ends early is an error or, in TOML, a shorter one; a number in the place of a word is no word.
            let _ = read(name, &text[..cut]);
            let (before, after) = text.split_at(cut);
            let _ = read(name, &format!("{before}7{after}"));
            let _ = read(name, &format!("{before}[{after}"));
        }
    }
}
