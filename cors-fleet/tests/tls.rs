//! A database that takes connections with TLS only.

mod support;

use cors_fleet::{Definition, ErrorKind, History, PostgresOptions, Publication, Store};
use support::server::Server;
use support::wait_until;

#[actix_web::test]
async fn only_a_certificate_of_the_given_root_is_trusted() {
    let (server, [root, other]) = Server::start_with_tls();
    let address = format!("postgres://cors@localhost:{}/postgres", server.port());
    let options = PostgresOptions::new(&address).root_certificates(&root);
    let mut history = History::connect_with(&options).await.unwrap();
    history.migrate().await.unwrap();
    let store = Store::connect_with(&options).unwrap();
    let definition = Definition::from_toml("origins = 'https://a.example'").unwrap();
    let (author, reason) = ("ada", "over TLS");
    let publication =
        Publication { name: "partners", definition: &definition, predecessor: None, author, reason, shadowed: None };
    history.publish(&publication).await.unwrap();
    wait_until(|| store.version("partners") == Some(1));

    for (options, words) in [
        (
            PostgresOptions::new(&address).root_certificates(&other),
            "none of the root certificates has signed it\nhelp: name the file",
        ),
        // The certificates of the system do not know it, either.
        (PostgresOptions::new(&address), "none of the root certificates has signed it\nhelp: name the file"),
        // An address that is not in the certificate.
        (
            PostgresOptions::new(address.replace("localhost", "127.0.0.1")).root_certificates(&root),
            "not valid for name \"127.0.0.1\"",
        ),
        (PostgresOptions::new(format!("{address}?sslmode=disable")).root_certificates(&root), "no encryption"),
    ] {
        let error = Store::connect_with(&options).unwrap_err();
        assert!(error.to_string().contains(words), "{words}: {error}");
        assert!(!error.to_string().contains("start the database"), "{error}");
    }
    let error = Store::connect_with(&PostgresOptions::new(&address).root_certificates(&other)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreachable, "{error}");
}
