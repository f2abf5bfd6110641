//! The one way to the network: a file of a web server, over TLS, for `key check --online`.
//!
//! What comes back is bytes; whether they are what was looked for is judged elsewhere.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::time::{Duration, Instant};

use rustls::CertificateError;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::http::header::LOCATION;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Timeout};

use crate::record::keys::Domain;

/// How long everything may take together, if nobody says otherwise: finding the server, redirects, the file.
pub const TIME: Duration = Duration::from_secs(30);

/// How many redirects are followed.
pub const MAX_REDIRECTS: usize = 5;

/// How the server is reached, where that is not as for everybody.
#[derive(Clone, Debug)]
pub struct Way {
    /// How long everything may take together.
    pub time: Duration,
    /// The only authorities that are believed; those of the web (Mozilla's) if none are given.
    pub authorities: Option<Vec<CertificateDer<'static>>>,
    /// Where every connection goes, whatever the name; the certificate must be for the name all the same.
    pub address: Option<SocketAddr>,
}

/// Why a file was not fetched.
#[derive(Debug, thiserror::Error)]
#[error("cannot fetch {url}: {why}")]
pub struct FetchError {
    /// The address that was asked for, or redirected to.
    pub url: String,
    /// What went wrong there.
    pub why: Why,
}

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum Why {
    /// No name at all: certificates are for names.
    #[error("that is an address and no name")]
    NoName,
    /// The name has no address, or there is no network.
    #[error("no address is known for this name")]
    NotFound,
    /// No connection.
    #[error("no connection: {0}")]
    Unreachable(String),
    /// The certificate does not prove that this is the domain's server.
    #[error("the server does not prove that it is this domain's: {0}")]
    Certificate(BadCertificate),
    /// Any other failure of TLS.
    #[error("no secure connection: {0}")]
    Tls(String),
    /// The time is over.
    #[error("it did not come whole within {} seconds", .0.as_secs())]
    Slow(Duration),
    /// More bytes than asked for.
    #[error("the file is longer than {0} bytes, which is the most for a record")]
    TooLong(u64),
    /// The server answers something else than the file.
    #[error("the server answers with status {0}")]
    Status(u16),
    /// A redirect that leaves the domain, or leaves https.
    #[error("it is redirected to {0}, which is not https within the domain")]
    Elsewhere(String),
    /// More redirects than [`MAX_REDIRECTS`].
    #[error("it is redirected more than {MAX_REDIRECTS} times")]
    Redirects,
    /// What came is no answer of a web server.
    #[error("the answer is broken: {0}")]
    Broken(String),
}

/// What is wrong with a certificate.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum BadCertificate {
    #[error("its certificate has expired")]
    Expired,
    #[error("its certificate is for another name")]
    OtherName,
    #[error("its certificate is from an authority that is not known here")]
    UnknownAuthority,
    #[error("{0}")]
    Other(String),
}

/// Reads the certificates of authorities in PEM.
///
/// # Errors
/// When there are none, or one is not PEM.
pub fn authorities(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match read {
        Ok(read) if read.is_empty() => Err("it holds no certificate".to_owned()),
        read => read.map_err(|error| error.to_string()),
    }
}

/// Reads where connections are to go, `HOST:PORT`.
///
/// # Errors
/// When it has no such form, or the host has no address.
pub fn address(written: &str) -> io::Result<SocketAddr> {
    let none = || io::Error::other("no address is known for it");
    written.to_socket_addrs()?.next().ok_or_else(none)
}

/// Fetches `https://DOMAIN/PATH`, of at most `limit` bytes. Redirects are followed within the domain: to itself and to
/// names below it, by https alone.
///
/// # Errors
/// Whatever kept the file from coming whole from this domain.
pub fn fetch(domain: &Domain, path: &str, limit: u64, way: &Way) -> Result<Vec<u8>, FetchError> {
    let start = Instant::now();
    let mut url = format!("https://{}{path}", domain.as_str());
    if domain.is_address() {
        return Err(FetchError { url, why: Why::NoName });
    }
    let agent = agent(way);
    for _ in 0..=MAX_REDIRECTS {
        match step(&agent, &url, domain, limit, way.time.saturating_sub(start.elapsed())) {
            Ok(Step::Whole(bytes)) => return Ok(bytes),
            Ok(Step::Redirected(to)) => url = to,
            Err(error) => return Err(FetchError { url, why: why(error, way.time) }),
        }
    }
    Err(FetchError { url, why: Why::Redirects })
}

enum Step {
    Whole(Vec<u8>),
    Redirected(String),
}

/// Why a step failed.
enum Stop {
    Judged(Why),
    Failed(ureq::Error),
}

impl From<ureq::Error> for Stop {
    fn from(error: ureq::Error) -> Self {
        Self::Failed(error)
    }
}

fn step(agent: &Agent, url: &str, domain: &Domain, limit: u64, left: Duration) -> Result<Step, Stop> {
    if left.is_zero() {
        return Err(Stop::Failed(ureq::Error::Timeout(Timeout::Global)));
    }
    let mut answer = agent.get(url).config().timeout_global(Some(left)).build().call()?;
    match answer.status().as_u16() {
        200 => Ok(Step::Whole(answer.body_mut().with_config().limit(limit).read_to_vec()?)),
        301 | 302 | 303 | 307 | 308 => {
            let to = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok());
            let to = to.ok_or_else(|| Stop::Judged(Why::Broken("a redirect to nowhere".to_owned())))?;
            let to = within(url, to, domain).ok_or_else(|| Stop::Judged(Why::Elsewhere(to.to_owned())))?;
            Ok(Step::Redirected(to))
        }
        status => Err(Stop::Judged(Why::Status(status))),
    }
}

/// The address that a redirect from `url` leads to, if that is https within the domain.
fn within(url: &str, to: &str, domain: &Domain) -> Option<String> {
    let to = resolved(&url.parse().ok()?, to)?;
    let parsed: Uri = to.parse().ok()?;
    let authority = parsed.authority()?;
    let host = authority.host().to_ascii_lowercase();
    let below = host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    let is_plain = !authority.as_str().contains('@') && authority.port().is_none_or(|port| port == 443);
    (parsed.scheme_str() == Some("https") && below && is_plain).then_some(to)
}

/// The address that the reference `to` means on a page at `from` (RFC 3986, section 5.2, where `from` has no empty path).
fn resolved(from: &Uri, to: &str) -> Option<String> {
    let to = to.split_once('#').map_or(to, |(to, _)| to);
    let has_scheme = to.split(['/', '?']).next().is_some_and(|first| first.contains(':'));
    let site = format!("{}:", from.scheme_str()?);
    if has_scheme {
        return Some(to.to_owned());
    }
    if to.starts_with("//") {
        return Some(site + to);
    }
    let (path, query) = to.split_once('?').map_or((to, None), |(path, query)| (path, Some(query)));
    let (folder, _) = from.path().rsplit_once('/')?;
    let (path, query) = match path {
        "" => (from.path().to_owned(), query.or(from.query())),
        _ if path.starts_with('/') => (without_dots(path), query),
        _ => (without_dots(&format!("{folder}/{path}")), query),
    };
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    Some(format!("{site}//{}{path}{query}", from.authority()?))
}

/// A path from the root, without the segments that mean this folder and the one above (RFC 3986, section 5.2.4).
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        match segment {
            "." => {}
            ".." => drop(kept.pop()),
            _ => kept.push(segment),
        }
        // what ends in a folder keeps its last slash
        if segments.peek().is_none() && matches!(segment, "." | "..") {
            kept.push("");
        }
    }
    format!("/{}", kept.join("/"))
}

fn agent(way: &Way) -> Agent {
    let roots = way.authorities.as_ref().map_or(RootCerts::WebPki, |given| {
        let given: Vec<Certificate<'static>> =
            given.iter().map(|root| Certificate::from_der(root).to_owned()).collect();
        RootCerts::new_with_certs(&given)
    });
    let config = Agent::config_builder()
        .https_only(true)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(concat!("undersigned/", env!("CARGO_PKG_VERSION")))
        .tls_config(TlsConfig::builder().root_certs(roots).build());
    match way.address {
        None => config.build().new_agent(),
        Some(address) => {
            let resolver = There { address, resolver: DefaultResolver::default() };
            Agent::with_parts(config.proxy(None).build(), DefaultConnector::default(), resolver)
        }
    }
}

/// Gives every name one address.
#[derive(Debug)]
struct There {
    address: SocketAddr,
    resolver: DefaultResolver,
}

impl Resolver for There {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut addresses = self.resolver.empty();
        addresses.push(self.address);
        Ok(addresses)
    }
}

fn why(stop: Stop, time: Duration) -> Why {
    let error = match stop {
        Stop::Judged(why) => return why,
        Stop::Failed(error) => error,
    };
    match error {
        ureq::Error::Timeout(Timeout::Resolve) | ureq::Error::HostNotFound => Why::NotFound,
        ureq::Error::Timeout(_) => Why::Slow(time),
        ureq::Error::BodyExceedsLimit(limit) => Why::TooLong(limit),
        ureq::Error::ConnectionFailed => Why::Unreachable("nothing answers there".to_owned()),
        ureq::Error::Rustls(error) => of_tls(&error),
        ureq::Error::Tls(why) => Why::Tls(why.to_owned()),
        ureq::Error::Io(error) => match error.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(error) => of_tls(error),
            None => of_io(&error, time),
        },
        other => Why::Broken(other.to_string()),
    }
}

fn of_io(error: &io::Error, time: Duration) -> Why {
    match error.kind() {
        ErrorKind::UnexpectedEof => Why::Broken("it ends before it is whole".to_owned()),
        ErrorKind::TimedOut | ErrorKind::WouldBlock => Why::Slow(time),
        ErrorKind::InvalidData | ErrorKind::InvalidInput => Why::Broken(error.to_string()),
        _ if error.raw_os_error().is_some() => Why::Unreachable(error.to_string()),
        // what the resolver says has neither a kind nor a number
        _ => Why::NotFound,
    }
}

fn of_tls(error: &rustls::Error) -> Why {
    let rustls::Error::InvalidCertificate(wrong) = error else { return Why::Tls(error.to_string()) };
    Why::Certificate(match wrong {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => BadCertificate::Expired,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            BadCertificate::OtherName
        }
        // or one of the same name
        CertificateError::UnknownIssuer | CertificateError::BadSignature => BadCertificate::UnknownAuthority,
        other => BadCertificate::Other(other.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_resolved_as_rfc_3986_says() {
        // its section 5.4, but for the fragments, which are never sent
        for (to, expected) in [
            ("g:h", "g:h"),
            ("g", "https://a/b/c/g"),
            ("./g", "https://a/b/c/g"),
            ("g/", "https://a/b/c/g/"),
            ("/g", "https://a/g"),
            ("//g", "https://g"),
            ("?y", "https://a/b/c/d;p?y"),
            ("g?y", "https://a/b/c/g?y"),
            ("#s", "https://a/b/c/d;p?q"),
            ("g#s", "https://a/b/c/g"),
            ("g?y#s", "https://a/b/c/g?y"),
            (";x", "https://a/b/c/;x"),
            ("g;x", "https://a/b/c/g;x"),
            ("", "https://a/b/c/d;p?q"),
            (".", "https://a/b/c/"),
            ("./", "https://a/b/c/"),
            ("..", "https://a/b/"),
            ("../", "https://a/b/"),
            ("../g", "https://a/b/g"),
            ("../..", "https://a/"),
            ("../../g", "https://a/g"),
            ("../../../g", "https://a/g"),
            ("../../../../g", "https://a/g"),
            ("/./g", "https://a/g"),
            ("/../g", "https://a/g"),
            ("g.", "https://a/b/c/g."),
            (".g", "https://a/b/c/.g"),
            ("..g", "https://a/b/c/..g"),
            ("./../g", "https://a/b/g"),
            ("./g/.", "https://a/b/c/g/"),
            ("g/./h", "https://a/b/c/g/h"),
            ("g/../h", "https://a/b/c/h"),
            ("g;x=1/../y", "https://a/b/c/y"),
            ("g?y/../x", "https://a/b/c/g?y/../x"),
            ("http:g", "http:g"),
        ] {
            let from: Uri = "https://a/b/c/d;p?q".parse().unwrap();
            assert_eq!(resolved(&from, to).as_deref(), Some(expected), "{to}");
        }
    }
}
