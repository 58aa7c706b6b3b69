//! `cargo xtask codegen`: writes the code of `ebb-aws-model` from the API models in `models/`.
//!
//! The code is committed, so that nobody needs the models to build or to read it. `--check` fails when
//! it is stale.

mod naming;
mod pattern;
mod structs;
mod tables;

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// One service to generate.
struct Source {
    /// File name in `models/` without its ending.
    model: &'static str,
    /// Name of the module to write.
    module: &'static str,
    /// Whether to write structs. A REST service's members are headers and a raw body: tables suffice.
    structs: bool,
}

const SOURCES: [Source; 4] = [
    Source { model: "application-autoscaling", module: "application_autoscaling", structs: true },
    Source { model: "cloudwatch", module: "cloudwatch", structs: true },
    Source { model: "sagemaker", module: "sagemaker", structs: true },
    Source { model: "sagemaker-runtime", module: "sagemaker_runtime", structs: false },
];

/// Generates all services, or with `--check` compares what is there with what would be written.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let check = match arguments {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => return Err("usage: cargo xtask codegen [--check]".into()),
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut stale = Vec::new();
    for source in &SOURCES {
        let code = format_code(&root, &generate(&root, source)?)?;
        let path =
            PathBuf::from("crates/aws-model/src/generated").join(format!("{}.rs", source.module));
        let there = std::fs::read_to_string(root.join(&path)).unwrap_or_default();
        if there == code {
            continue;
        }
        if check {
            stale.push(path.display().to_string());
        } else {
            std::fs::write(root.join(&path), code)?;
        }
    }
    if stale.is_empty() {
        Ok(())
    } else {
        Err(format!("stale, run `cargo xtask codegen`: {}", stale.join(", ")).into())
    }
}

fn generate(root: &Path, source: &Source) -> Result<String> {
    let path = root.join("models").join(format!("{}.json", source.model));
    let model: Value = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
    let mut code = format!(
        "//! {}, from `models/{}.json` by `cargo xtask codegen`; not edited by hand.\n\n",
        text(&model["metadata"], "serviceFullName")?,
        source.model
    );
    if source.structs {
        code.push_str(&structs::generate(&model)?);
    }
    code.push_str(&tables::generate(&model)?);
    Ok(code)
}

fn format_code(root: &Path, code: &str) -> Result<String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut stdin = rustfmt.stdin.take().ok_or("rustfmt has no standard input")?;
    // rustfmt reads all of its input before it writes anything, so this cannot block for ever.
    stdin.write_all(code.as_bytes())?;
    drop(stdin);
    let output = rustfmt.wait_with_output()?;
    if !output.status.success() {
        return Err("rustfmt refused the generated code".into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// The shapes of a model by name, sorted.
fn shapes(model: &Value) -> Result<Vec<(&str, &Value)>> {
    let shapes = model["shapes"].as_object().ok_or("the model has no shapes")?;
    let mut shapes: Vec<_> = shapes.iter().map(|(name, shape)| (name.as_str(), shape)).collect();
    shapes.sort_by_key(|(name, _)| *name);
    Ok(shapes)
}

/// The members of a structure in the order of the model.
fn members(shape: &Value) -> impl Iterator<Item = (&str, &Value)> {
    shape["members"].as_object().into_iter().flatten().map(|(name, member)| (name.as_str(), member))
}

/// The texts of a list; none when there is no list.
fn texts<'m>(value: &'m Value, key: &str) -> Vec<&'m str> {
    value[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn text<'m>(value: &'m Value, key: &str) -> Result<&'m str> {
    value[key].as_str().ok_or_else(|| format!("no text \"{key}\" in {value}").into())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_code_is_fresh() {
        super::run(&["--check".to_owned()]).unwrap();
    }
}
