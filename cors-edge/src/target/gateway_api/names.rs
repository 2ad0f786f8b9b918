//! The names of Kubernetes in the options.

use crate::error::Error;
use crate::options::Options;

/// Checks the names of the service and of the `Gateway`.
///
/// # Errors
/// [`Error::InvalidOption`] names what Kubernetes does not take.
pub(in crate::target) fn check(options: &Options) -> Result<(), Error> {
    let (host, port) = options.backend();
    if !is_service(host) {
        return Err(Error::InvalidOption(format!(
            "`{host}` is not a service of Kubernetes\nhelp: write its name, its namespace and the port: \
             `--backend api.shop:{port}`"
        )));
    }
    let gateway = &options.gateway;
    if gateway.len() > 253 || !gateway.split('.').all(is_label) {
        return Err(Error::InvalidOption(format!(
            "`{gateway}` is not a name of a `Gateway`\nhelp: write its name: `--gateway public`"
        )));
    }
    Ok(())
}

/// `api`, `api.shop` or `api.shop.svc.cluster.local`, and no address.
fn is_service(host: &str) -> bool {
    let mut labels = host.split('.');
    labels.next().is_some_and(|name| is_label(name) && name.starts_with(|first: char| first.is_ascii_lowercase()))
        && labels.next().is_none_or(is_label)
        && labels.next().is_none_or(|label| label == "svc")
}

fn is_label(label: &str) -> bool {
    let is_valid = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&label.len()) && label.bytes().all(is_valid) && !label.starts_with('-') && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_and_gateways() {
        for (backend, gateway, wrong) in [
            ("api:80", "public", ""),
            ("api.shop:80", "public.eu", ""),
            ("api.0.svc.cluster.local:80", "0", ""),
            ("127.0.0.1:80", "public", "`127.0.0.1` is not a service"),
            ("[::1]:80", "public", "`::1` is not a service"),
            ("Api:80", "public", "`Api` is not a service"),
            ("api_1:80", "public", "`api_1` is not a service"),
            ("api-:80", "public", "`api-` is not a service"),
            ("api.example.com:80", "public", "`api.example.com` is not a service"),
            ("api:80", "", "`` is not a name of a `Gateway`"),
            ("api:80", "Public", "`Public` is not a name of a `Gateway`"),
        ] {
            let mut options = Options::new(backend);
            gateway.clone_into(&mut options.gateway);
            let said = check(&options).map_or_else(|error| error.to_string(), |()| String::new());
            assert!(said.starts_with(wrong) && said.is_empty() == wrong.is_empty(), "{backend}, {gateway}: {said}");
        }
    }
}
