//! Names of Rust from names of the models.

/// `EnableSSMAccess` → `enable_ssm_access`; a keyword gets `r#` in front.
pub(super) fn field(name: &str) -> String {
    let snake = snake(name);
    match snake.as_str() {
        "type" | "ref" | "in" | "match" | "move" | "use" | "where" => format!("r#{snake}"),
        _ => snake,
    }
}

/// `EnableSSMAccess` → `ENABLE_SSM_ACCESS`.
pub(super) fn constant(name: &str) -> String {
    snake(name).to_uppercase()
}

fn snake(name: &str) -> String {
    // A run of capitals ends before the capital that starts the next word: `OK` + `Actions`.
    let chars: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (index, char) in chars.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| chars[before]);
        let after_word = before.is_some_and(|it| it.is_lowercase() || it.is_ascii_digit());
        let ends_capitals = before.is_some_and(char::is_uppercase)
            && chars.get(index + 1).is_some_and(|it| it.is_lowercase());
        if char.is_uppercase() && (after_word || ends_capitals) {
            snake.push('_');
        }
        snake.extend(char.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_their_words() {
        for (name, want) in [
            ("OKActions", "ok_actions"),
            ("ResourceARN", "resource_arn"),
            ("EnableSSMAccess", "enable_ssm_access"),
            ("S3DataSource", "s3_data_source"),
            ("VpcConfig", "vpc_config"),
            ("Type", "r#type"),
            ("dashboardValidationMessages", "dashboard_validation_messages"),
            ("ResourceIdMaxLen1600", "resource_id_max_len1600"),
        ] {
            assert_eq!(field(name), want);
        }
        assert_eq!(constant("AlarmType"), "ALARM_TYPE");
    }
}
