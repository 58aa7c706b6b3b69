//! Where each service is called.

use ebb_units::Region;
use hyper::Uri;

use super::service::Service;

/// Points all services elsewhere at once.
const VARIABLE: &str = "AWS_ENDPOINT_URL";
/// Takes all of that back.
const IGNORE: &str = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";

/// The address of each service: that of one server for all of them, or a host of AWS's for each.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Endpoints {
    scaling: Uri,
    metrics: Uri,
    hosting: Uri,
    asks_aws: bool,
}

/// An address to which nothing can be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointUrlError {
    /// It is none.
    #[error("\"{0}\" is not an http:// or https:// address")]
    NotHttp(String),
    /// It says more than where the server is.
    #[error("\"{0}\" has a path, a query or a user; expected http://HOST:PORT or https://HOST")]
    TooMuch(String),
    /// AWS has an address for each region.
    #[error("it is not said which region of AWS is meant")]
    NoRegion,
}

impl Endpoints {
    /// One server that has all services, such as `http://127.0.0.1:4600`.
    ///
    /// # Errors
    /// [`EndpointUrlError`] when it is no `http://` or `https://` address, or has a path.
    pub fn one(url: &str) -> Result<Self, EndpointUrlError> {
        let url = address(url)?;
        Ok(Self { scaling: url.clone(), metrics: url.clone(), hosting: url, asks_aws: false })
    }

    /// Where AWS's own clients would call them: at `AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING`,
    /// `AWS_ENDPOINT_URL_CLOUDWATCH` and `AWS_ENDPOINT_URL_SAGEMAKER`, or else at `AWS_ENDPOINT_URL`, or else at AWS's hosts in
    /// this region. `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true` takes these variables away.
    ///
    /// # Errors
    /// [`EndpointUrlError`] of a variable, or [`EndpointUrlError::NoRegion`] when a service is to be called at AWS's.
    pub fn of_environment(region: Option<&Region>) -> Result<Self, EndpointUrlError> {
        Self::choose(region, |name| std::env::var(name).ok())
    }

    fn choose(
        region: Option<&Region>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, EndpointUrlError> {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        let is_ignored = variable(IGNORE).is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let told = |service: Service| {
            let own = variable(service.variable()).or_else(|| variable(VARIABLE));
            own.filter(|_| !is_ignored)
        };
        let mut asks_aws = false;
        let mut of = |service: Service| match (told(service), region) {
            (Some(url), _) => address(&url),
            (None, Some(region)) => {
                asks_aws = true;
                address(&on_aws(service, region.as_str()))
            }
            (None, None) => Err(EndpointUrlError::NoRegion),
        };
        let (scaling, metrics, hosting) =
            (of(Service::Scaling)?, of(Service::Metrics)?, of(Service::Hosting)?);
        Ok(Self { scaling, metrics, hosting, asks_aws })
    }

    /// Whether one of them is AWS's own.
    pub fn asks_aws(&self) -> bool {
        self.asks_aws
    }

    pub(super) fn of(&self, service: Service) -> &Uri {
        match service {
            Service::Scaling => &self.scaling,
            Service::Metrics => &self.metrics,
            Service::Hosting => &self.hosting,
        }
    }
}

/// <https://docs.aws.amazon.com/general/latest/gr/rande.html>
fn on_aws(service: Service, region: &str) -> String {
    let domain = match region.split('-').next() {
        Some("cn") => "amazonaws.com.cn",
        Some("eusc") => "amazonaws.eu",
        Some(_) | None => "amazonaws.com",
    };
    format!("https://{}.{region}.{domain}", service.host_prefix())
}

fn address(text: &str) -> Result<Uri, EndpointUrlError> {
    let shown = || text.chars().take(200).collect();
    let url: Uri = text.parse().map_err(|_| EndpointUrlError::NotHttp(shown()))?;
    let is_http = matches!(url.scheme_str(), Some("http" | "https"));
    let Some(authority) = url.authority().filter(|_| is_http) else {
        return Err(EndpointUrlError::NotHttp(shown()));
    };
    if url.path() != "/" || url.query().is_some() || authority.as_str().contains('@') {
        return Err(EndpointUrlError::TooMuch(shown()));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_servers_are_taken() {
        for good in [
            "http://127.0.0.1:4600",
            "http://[::1]:4600/",
            "http://ebbtide",
            "https://ebbtide",
            "https://ebbtide.example:8443/",
        ] {
            assert!(Endpoints::one(good).is_ok_and(|found| !found.asks_aws()), "{good}");
        }
        for bad in ["ftp://a", "", "127.0.0.1:4600", "/x", "unix:/run/x", "http://", "http://é"] {
            assert_eq!(Endpoints::one(bad), Err(EndpointUrlError::NotHttp(bad.to_owned())));
        }
        for bad in ["http://a/base", "https://a/?q", "http://user@a"] {
            assert_eq!(Endpoints::one(bad), Err(EndpointUrlError::TooMuch(bad.to_owned())));
        }
    }

    #[test]
    fn services_are_called_where_awss_clients_call_them() {
        const SCALING: &str = "AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING";
        const METRICS: &str = "AWS_ENDPOINT_URL_CLOUDWATCH";
        const HOSTING: &str = "AWS_ENDPOINT_URL_SAGEMAKER";
        let all = ("AWS_ENDPOINT_URL", "http://all");
        let own = |host: &str| format!("https://{host}/");
        for (region, variables, want) in [
            (
                Some("eu-west-1"),
                &[][..],
                Ok([
                    own("application-autoscaling.eu-west-1.amazonaws.com"),
                    own("monitoring.eu-west-1.amazonaws.com"),
                    own("api.sagemaker.eu-west-1.amazonaws.com"),
                ]),
            ),
            (
                Some("cn-north-1"),
                &[(METRICS, "http://m"), (HOSTING, "")],
                Ok([
                    own("application-autoscaling.cn-north-1.amazonaws.com.cn"),
                    "http://m/".to_owned(),
                    own("api.sagemaker.cn-north-1.amazonaws.com.cn"),
                ]),
            ),
            (None, &[all], Ok(["http://all/"; 3].map(str::to_owned))),
            (
                None,
                &[all, (SCALING, "https://s:1"), (HOSTING, "https://h")],
                Ok(["https://s:1/", "http://all/", "https://h/"].map(str::to_owned)),
            ),
            (None, &[(SCALING, "https://s")], Err(EndpointUrlError::NoRegion)),
            (None, &[all, (IGNORE, "true")], Err(EndpointUrlError::NoRegion)),
            (None, &[all, (IGNORE, "false")], Ok(["http://all/"; 3].map(str::to_owned))),
            (None, &[all, (METRICS, "m")], Err(EndpointUrlError::NotHttp("m".to_owned()))),
        ] {
            let region: Option<Region> = region.map(|region| region.parse().unwrap());
            let found = Endpoints::choose(region.as_ref(), |name| {
                let found = variables.iter().find(|(other, _)| *other == name);
                found.map(|(_, value)| (*value).to_owned())
            });
            let asks_aws = found.as_ref().is_ok_and(Endpoints::asks_aws);
            let found = found.map(|found| {
                [Service::Scaling, Service::Metrics, Service::Hosting]
                    .map(|service| found.of(service).to_string())
            });
            let is_aws =
                found.as_ref().is_ok_and(|all| all.iter().any(|url| url.contains(".amazonaws.")));
            assert_eq!(found, want, "{variables:?}");
            assert_eq!(asks_aws, is_aws, "{variables:?}");
        }
    }
}
