//! nginx as a reverse proxy before the same model: the peer of the gateway.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::child::Running;
use crate::ebb::free_port;
use crate::failure::Failure;
use crate::http::Connection;
use crate::machine::told_by;
use crate::patience;
use crate::stop::Stop;

pub(crate) struct Nginx {
    /// Ends with this value.
    _process: Running,
    pub(crate) address: SocketAddr,
}

/// The version, when the program can be run.
pub(crate) fn version(program: &Path) -> Option<String> {
    told_by(program, "-v")
}

impl Nginx {
    /// Starts it before the model at `upstream`; all its files are in `dir`.
    pub(crate) fn start(
        program: &Path,
        workers: &str,
        upstream: SocketAddr,
        dir: &Path,
        stop: &Stop,
    ) -> Result<Self, Failure> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let file: PathBuf = dir.join("nginx.conf");
        std::fs::write(&file, configuration(dir, workers, address, upstream))
            .map_err(Failure::io("write nginx.conf"))?;
        let mut command = Command::new(program);
        command.arg("-p").arg(dir).arg("-c").arg(&file).arg("-e").arg(dir.join("error.log"));
        let mut process = Running::start("nginx", command, &dir.join("nginx.log"))?;
        patience::until("nginx to listen", Duration::from_millis(1), stop, || {
            process.check()?;
            Ok(Connection::open(address).is_ok().then_some(()))
        })?;
        Ok(Self { _process: process, address })
    }
}

/// What is told of the configuration; all of it is in `configuration`.
pub(crate) fn told(workers: &str) -> String {
    format!(
        "worker_processes {workers}; access_log off; upstream keepalive 128, HTTP/1.1, no limit on requests per \
         connection; proxy_pass of everything"
    )
}

fn configuration(dir: &Path, workers: &str, listen: SocketAddr, upstream: SocketAddr) -> String {
    let dir = dir.display();
    format!(
        "daemon off;
worker_processes {workers};
pid {dir}/nginx.pid;
error_log {dir}/error.log warn;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {dir}/body;
  proxy_temp_path {dir}/proxy;
  fastcgi_temp_path {dir}/fastcgi;
  uwsgi_temp_path {dir}/uwsgi;
  scgi_temp_path {dir}/scgi;
  keepalive_requests 1000000000;
  upstream model {{
    server {upstream};
    keepalive 128;
    keepalive_requests 1000000000;
  }}
  server {{
    listen {listen};
    location / {{
      proxy_pass http://model;
      proxy_http_version 1.1;
      proxy_set_header Connection \"\";
    }}
  }}
}}
"
    )
}
