//! Connections, with TLS.

use std::env;
use std::future::poll_fn;
use std::net::IpAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio::sync::mpsc::{Receiver, channel};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{AsyncMessage, Client, Config, Connection};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::{Error, ErrorKind};
use crate::postgres::failure::{database, within};

/// Where the database is, and how it is reached.
#[derive(Clone)]
pub(crate) struct Connector {
    config: Config,
    tls: MakeRustlsConnect,
}

impl Connector {
    /// Reads the address of a database.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`] for an address that is not valid, [`ErrorKind::File`] for certificates that cannot be read.
    pub(crate) fn new(address: &str, root_certificates: Option<&Path>) -> Result<Self, Error> {
        let mut config: Config = address.parse().map_err(|error: tokio_postgres::Error| {
            let help = "help: write `postgres://user@host:5432/database`, and the password into the environment variable `PGPASSWORD`";
            let reason = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            Error::new(ErrorKind::InvalidArgument, format!("the address of the database is not valid: {reason}\n{help}"))
        })?;
        if config.get_password().is_none()
            && let Ok(password) = env::var("PGPASSWORD")
        {
            config.password(password);
        }
        if config.get_application_name().is_none() {
            config.application_name("cors-fleet");
        }
        // `prefer` is the default, and would speak without encryption to anybody who answers without it.
        if config.get_ssl_mode() == SslMode::Prefer && !config.get_hosts().iter().all(is_local) {
            config.ssl_mode(SslMode::Require);
        }
        Ok(Connector { config, tls: tls(root_certificates)? })
    }

    /// Connects. The receiver gets a message whenever the database has announced something, as long as the client lives; one may
    /// stand for several. It takes a runtime of tokio.
    ///
    /// # Errors
    /// The database cannot be reached in time, or refuses.
    pub(crate) async fn connect(&self, longest: Duration) -> Result<(Client, Receiver<()>), Error> {
        let connecting = async { self.config.connect(self.tls.clone()).await.map_err(database) };
        let (client, mut connection) = within(longest, connecting).await?;
        let (sender, announced) = channel(1);
        tokio::spawn(async move {
            while let Some(Ok(message)) = poll_fn(|context| poll(&mut connection, context)).await {
                if matches!(message, AsyncMessage::Notification(_)) {
                    // A message that is waiting already says the same.
                    let _ = sender.try_send(());
                }
            }
        });
        Ok((client, announced))
    }
}

fn poll<S, T>(
    connection: &mut Connection<S, T>,
    context: &mut Context<'_>,
) -> Poll<Option<Result<AsyncMessage, tokio_postgres::Error>>>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    Pin::new(connection).get_mut().poll_message(context)
}

fn is_local(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

/// TLS that trusts the certificates of a file, or else those of the system.
fn tls(root_certificates: Option<&Path>) -> Result<MakeRustlsConnect, Error> {
    let mut roots = RootCertStore::empty();
    match root_certificates {
        Some(path) => {
            let cannot = |reason: String| {
                Error::new(ErrorKind::File, format!("cannot read certificates from `{}`: {reason}", path.display()))
            };
            let certificates = CertificateDer::pem_file_iter(path).map_err(|error| cannot(error.to_string()))?;
            for certificate in certificates {
                let certificate = certificate.map_err(|error| cannot(error.to_string()))?;
                roots.add(certificate).map_err(|error| cannot(error.to_string()))?;
            }
            if roots.is_empty() {
                return Err(cannot("there are none in it".to_owned()));
            }
        }
        // Where there are none, a connection with TLS fails and says so.
        None => drop(roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs)),
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| Error::new(ErrorKind::InvalidArgument, format!("cannot use TLS: {error}")))?;
    Ok(MakeRustlsConnect::new(config.with_root_certificates(roots).with_no_client_auth()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(address: &str) -> SslMode {
        Connector::new(address, None).unwrap().config.get_ssl_mode()
    }

    #[test]
    fn only_this_machine_is_reached_without_encryption() {
        assert_eq!(mode("postgres://cors@127.0.0.1/cors"), SslMode::Prefer);
        assert_eq!(mode("postgres://cors@localhost/cors"), SslMode::Prefer);
        assert_eq!(mode("host=/run/postgresql user=cors"), SslMode::Prefer);
        assert_eq!(mode("postgres://cors@db.example.com/cors"), SslMode::Require);
        assert_eq!(mode("postgres://cors@127.0.0.1,10.0.0.1/cors"), SslMode::Require);
        assert_eq!(mode("postgres://cors@db.example.com/cors?sslmode=disable"), SslMode::Disable);
    }

    #[test]
    fn what_is_wrong_with_an_address_is_said_without_it() {
        let error = Connector::new("postgres://cors:secret@db.example.com:port/cors", None).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        assert!(error.to_string().contains("`PGPASSWORD`") && !error.to_string().contains("secret"), "{error}");
        let error = Connector::new("host=a", Some(Path::new("no/such/file.pem"))).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::File);
    }
}
