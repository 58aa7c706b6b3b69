//! The binary in a folder of its own, the processes that run from it, and calls to its server.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// After this long, what has not happened will not.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);

pub(crate) const ROLE: &str = "arn:aws:iam::000000000000:role/any";

/// A binary under a path of its own: every process that is started from it can be told from all others.
pub(crate) struct Binary {
    pub(crate) path: PathBuf,
    pub(crate) folder: TempDir,
    /// Something that stands in the environment of all its processes, and of the programs that those run.
    mark: String,
}

impl Binary {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        // On the file system of the binary, for the link; the folder goes with everything in it.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let path = folder.path().join("ebb");
        fs::hard_link(env!("CARGO_BIN_EXE_ebb"), &path).unwrap();
        let mark = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        Self { path, folder, mark }
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.path);
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("EBB_")
                || name.to_string_lossy().starts_with("AWS_")
            {
                command.env_remove(name);
            }
        }
        command.env("EBB_TEST_MARK", &self.mark);
        command
    }

    /// Runs it to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    pub(crate) fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A member of CreateModel's `Environment` by which copies are found.
    pub(crate) fn mark(&self) -> (&'static str, &str) {
        ("EBB_TEST_MARK", &self.mark)
    }

    /// Ids of the processes that belong to this binary.
    pub(crate) fn processes(&self) -> Vec<u32> {
        let mark = format!("EBB_TEST_MARK={}", self.mark);
        let mut found = Vec::new();
        for entry in fs::read_dir("/proc").unwrap().flatten() {
            let Ok(id) = entry.file_name().to_string_lossy().parse::<u32>() else { continue };
            let is_own = fs::read_link(entry.path().join("exe")).is_ok_and(|exe| exe == self.path);
            let environment = fs::read(entry.path().join("environ")).unwrap_or_default();
            if is_own || environment.split(|byte| *byte == 0).any(|entry| entry == mark.as_bytes())
            {
                found.push(id);
            }
        }
        found
    }

    /// Ids of the processes whose command line ends with `argument`.
    pub(crate) fn processes_of(&self, argument: &str) -> Vec<u32> {
        let is_it = |id: &u32| {
            let line = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            line.split(|byte| *byte == 0).any(|part| part == argument.as_bytes())
        };
        self.processes().into_iter().filter(is_it).collect()
    }

    pub(crate) fn until_nothing_runs(&self) {
        until("all processes are gone", || self.processes().is_empty().then_some(()));
    }

    /// An executable script, which gets `serve` as its argument when it is an image.
    pub(crate) fn script(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path.display().to_string()
    }

    /// `ebb serve` on any free port, when it listens.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Serving {
        let mut child = self.spawn(arguments);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let Some(Ok(first)) = lines.next() else { panic!("no address: {}", self.log()) };
        let address = first.strip_prefix("listening on http://").unwrap().parse().unwrap();
        Serving { child, api: Api { address } }
    }

    /// The process of `ebb serve`, which has only just been started.
    pub(crate) fn spawn(&self, arguments: &[&str]) -> Child {
        let data_dir = self.data_dir();
        let mut all =
            vec!["serve", "--listen", "127.0.0.1:0", "--data-dir", data_dir.to_str().unwrap()];
        if arguments.contains(&"--ephemeral") {
            all.truncate(3);
        }
        all.extend(arguments);
        let mut command = self.command(&all);
        command.env("TMPDIR", self.folder.path());
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(self.folder.path().join("log"))
            .unwrap();
        command.stdout(Stdio::piped()).stderr(log).spawn().unwrap()
    }

    /// Makes this test binary the image `tiny`: a model that starts at once and does little, see [`crate::tiny`].
    pub(crate) fn with_tiny_model(&self) {
        let own = std::env::current_exe().unwrap().display().to_string();
        let mut line = vec![own];
        line.extend(crate::tiny::ARGUMENTS.map(str::to_owned));
        // A JSON list of strings is a TOML list of strings.
        let text = format!("[images]\ntiny = {}\n", json!(line));
        fs::write(self.folder.path().join("ebb.toml"), text).unwrap();
    }

    /// What its servers have logged.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        // After a test that failed.
        for id in self.processes() {
            signal(id, "KILL");
        }
    }
}

/// A server that runs.
pub(crate) struct Serving {
    pub(crate) child: Child,
    pub(crate) api: Api,
}

impl Serving {
    pub(crate) fn signal(&self, name: &str) {
        signal(self.child.id(), name);
    }

    pub(crate) fn wait(mut self) -> ExitStatus {
        until("the server ends", || self.child.try_wait().unwrap())
    }

    /// Stops it as a service manager does.
    pub(crate) fn stop(self) {
        self.signal("TERM");
        let status = self.wait();
        assert!(status.success(), "{status:?}");
    }
}

pub(crate) fn signal(process: u32, name: &str) {
    // It may have gone by itself.
    let _ = Command::new("kill")
        .args(["-s", name, &process.to_string()])
        .stderr(Stdio::null())
        .status();
}

/// Asks until there is an answer.
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "it does not come to pass that {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A client of one server.
#[derive(Clone, Copy)]
pub(crate) struct Api {
    pub(crate) address: SocketAddr,
}

/// An answer: status, head, body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

impl Api {
    /// One request on a connection of its own; an error when the server is not there or goes away meanwhile.
    pub(crate) fn send(
        self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        // HTTP/1.0: the answer ends with the connection.
        let mut request =
            format!("{method} {path} HTTP/1.0\r\nhost: x\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        stream.write_all(format!("{request}\r\n{body}").as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let broken = || std::io::Error::other(format!("no answer: {answer:?}"));
        let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(broken)?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let length: Option<usize> = head.lines().find_map(|line| {
            line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok()
        });
        if method != "HEAD" && length.is_some_and(|length| length != body.len()) {
            return Err(broken());
        }
        Ok(Answer {
            status: status.ok_or_else(broken)?,
            head: head.to_owned(),
            body: body.to_owned(),
        })
    }

    /// An S3 request, path style.
    pub(crate) fn s3(self, method: &str, path: &str, body: &str) -> std::io::Result<Answer> {
        let authorization = "AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";
        let headers = [("authorization", authorization), ("content-type", "application/json")];
        self.send(method, path, &headers, body)
    }

    /// A call in awsJson form: `target` such as `SageMaker.CreateModel`.
    pub(crate) fn try_call(self, target: &str, input: &Value) -> std::io::Result<Answer> {
        let headers = [("x-amz-target", target), ("content-type", "application/x-amz-json-1.1")];
        self.send("POST", "/", &headers, &input.to_string())
    }

    /// A call that succeeds.
    pub(crate) fn call(self, target: &str, input: &Value) -> Value {
        let answer = self.try_call(target, input).unwrap();
        assert_eq!(answer.status, 200, "{target} {input}: {}", answer.body);
        if answer.body.is_empty() { json!({}) } else { serde_json::from_str(&answer.body).unwrap() }
    }

    pub(crate) fn sagemaker(self, operation: &str, input: &Value) -> Value {
        self.call(&format!("SageMaker.{operation}"), input)
    }

    /// An endpoint `name` with one variant `v` of `instances`, which run `image`. Not awaited.
    pub(crate) fn create_endpoint(
        self,
        name: &str,
        image: &str,
        environment: &[(&str, &str)],
        instances: u32,
        asynchronous: Option<Value>,
    ) {
        let environment: serde_json::Map<String, Value> =
            environment.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        self.sagemaker(
            "CreateModel",
            &json!({
                "ModelName": name, "ExecutionRoleArn": ROLE,
                "PrimaryContainer": { "Image": image, "Environment": environment },
            }),
        );
        let mut config = json!({
            "EndpointConfigName": name,
            "ProductionVariants": [{
                "VariantName": "v", "ModelName": name, "InstanceType": "ml.local",
                "InitialInstanceCount": instances,
            }],
        });
        if let Some(asynchronous) = asynchronous {
            config["AsyncInferenceConfig"] = asynchronous;
        }
        self.sagemaker("CreateEndpointConfig", &config);
        self.sagemaker(
            "CreateEndpoint",
            &json!({ "EndpointName": name, "EndpointConfigName": name }),
        );
    }

    pub(crate) fn until_endpoint(self, name: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        until(&format!("endpoint {name} is as wanted"), || {
            let found = self.sagemaker("DescribeEndpoint", &json!({ "EndpointName": name }));
            wanted(&found).then_some(found)
        })
    }

    /// Waits until an endpoint is in service with that many instances.
    pub(crate) fn in_service(self, name: &str, instances: u32) -> Value {
        self.until_endpoint(name, |found| {
            found["EndpointStatus"] == "InService"
                && found["ProductionVariants"][0]["CurrentInstanceCount"] == instances
        })
    }

    pub(crate) fn invoke(self, name: &str, body: &str) -> std::io::Result<Answer> {
        let path = format!("/endpoints/{name}/invocations");
        self.send("POST", &path, &[("content-type", "application/json")], body)
    }

    /// An endpoint `name` that runs inference components, on one instance that has room for many.
    pub(crate) fn create_host(self, name: &str) {
        let scaling = json!({ "Status": "ENABLED", "MinInstanceCount": 1, "MaxInstanceCount": 1 });
        let config = json!({
            "EndpointConfigName": name, "ExecutionRoleArn": ROLE,
            "ProductionVariants": [{
                "VariantName": "v", "InstanceType": "ml.m5.24xlarge", "InitialInstanceCount": 1,
                "ManagedInstanceScaling": scaling,
            }],
        });
        self.sagemaker("CreateEndpointConfig", &config);
        let endpoint = json!({ "EndpointName": name, "EndpointConfigName": name });
        self.sagemaker("CreateEndpoint", &endpoint);
        self.until_endpoint(name, |found| found["EndpointStatus"] == "InService");
    }

    /// A component `name` on such an endpoint that runs the image `tiny`, with one copy. Not awaited.
    pub(crate) fn create_component(self, name: &str, host: &str, environment: &[(&str, &str)]) {
        let environment: serde_json::Map<String, Value> =
            environment.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        let needs = json!({ "NumberOfCpuCoresRequired": 0.25, "MinMemoryRequiredInMb": 128 });
        let container = json!({ "Image": "tiny", "Environment": environment });
        let component = json!({
            "InferenceComponentName": name, "EndpointName": host, "VariantName": "v",
            "Specification": { "Container": container, "ComputeResourceRequirements": needs },
            "RuntimeConfig": { "CopyCount": 1 },
        });
        self.sagemaker("CreateInferenceComponent", &component);
    }

    /// Waits until a component is in service with that many copies, desired and running.
    pub(crate) fn component_at(self, name: &str, copies: u32) {
        let input = json!({ "InferenceComponentName": name });
        until(&format!("component {name} has {copies} copies"), || {
            let found = self.sagemaker("DescribeInferenceComponent", &input);
            let count = |which: &str| found["RuntimeConfig"][which] == copies;
            (found["InferenceComponentStatus"] == "InService"
                && count("DesiredCopyCount")
                && count("CurrentCopyCount"))
            .then_some(())
        });
    }

    /// Asks for that many copies of a component. Not awaited.
    pub(crate) fn set_copies(self, name: &str, copies: u32) {
        let input = json!({
            "InferenceComponentName": name, "DesiredRuntimeConfig": { "CopyCount": copies },
        });
        self.sagemaker("UpdateInferenceComponentRuntimeConfig", &input);
    }

    /// Sets the instances of the variant `v`.
    pub(crate) fn set_instances(self, name: &str, instances: u32) {
        let change = json!({ "VariantName": "v", "DesiredInstanceCount": instances });
        let input = json!({ "EndpointName": name, "DesiredWeightsAndCapacities": [change] });
        self.sagemaker("UpdateEndpointWeightsAndCapacities", &input);
    }
}

/// The text of what a command has written.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Files below a folder, deepest names included.
pub(crate) fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}
