//! One gateway after the other in front of one application after the other.

use std::cell::Cell;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use cors_edge::{Answers, Error, Loss, Options, Target, export};
use cors_tests::random::Random;

use crate::application::{Kind, Plan, Policies};
use crate::ask::{Tally, differences};
use crate::gateway::{Gateway, free_address};

/// How many requests of pages each application gets. nginx closes a connection after a thousand requests.
const EACH: usize = 400;

/// How a gateway is run.
pub struct Engine {
    /// What it is.
    pub target: Target,
    /// The files around the exported one, by name. `DIRECTORY` and `ADDRESS` stand for those of the gateway.
    pub files: &'static [(&'static str, &'static str)],
    /// The name of the exported file.
    pub exported: &'static str,
    /// The command, in the directory of the files.
    pub command: fn(&Path) -> Command,
    /// The arguments that it cannot say, and that make no difference to the requests of this test.
    pub losses: &'static [&'static str],
    /// What to install if it does not start.
    pub missing: &'static str,
}

impl Engine {
    /// Compares as many applications as are asked for; `change` may break the export. Returns what is different in the first
    /// application of which something is.
    pub fn compare(&self, applications: usize, change: impl Fn(String) -> String, tally: &mut Tally) -> Vec<String> {
        for seed in 0..applications {
            let is_bare = seed % 2 == 1;
            let mut random = Random::new(seed);
            let plan = Plan::new(&mut random, Policies { enforce: !is_bare, all: self.losses.is_empty() });
            let (report, server) = plan.start(Kind::Policies);
            let bare = is_bare.then(|| plan.start(Kind::Nothing).1);
            let address = free_address();
            let mut options = Options::new(bare.as_ref().map_or(server.address, |server| server.address).to_string());
            options.listen = address.to_string();
            if !is_bare && seed % 10 == 8 {
                options.answers = Answers::Application;
            }
            let text = match export(&report, self.target, &options) {
                Ok(text) => text,
                Err(Error::Losses(losses)) if losses.iter().all(|loss| self.is_known(loss)) => {
                    options.allow_loss = true;
                    export(&report, self.target, &options).expect("losses are allowed")
                }
                Err(error) => panic!("seed {seed}: {error}\n{report}"),
            };
            let text = change(text);
            let gateway = self.start(address, &text);
            let found = differences(gateway.address, server.address, &mut random, EACH, tally);
            if !found.is_empty() {
                return found.into_iter().map(|difference| format!("seed {seed}: {difference}\n{report}")).collect();
            }
        }
        Vec::new()
    }

    fn is_known(&self, loss: &Loss) -> bool {
        self.losses.iter().any(|argument| loss.argument.starts_with(argument))
    }

    /// Runs it with a configuration.
    pub fn start(&self, address: SocketAddr, text: &str) -> Gateway {
        let files = self.files.iter().map(|(name, text)| (*name, text.replace("ADDRESS", &address.to_string())));
        let files: Vec<_> = files.chain([(self.exported, text.to_owned())]).collect();
        Gateway::start(address, &files, self.command, self.missing)
    }

    /// Browsers see no difference.
    pub fn agrees(&self) {
        let mut tally = Tally::default();
        let cases = std::env::var("CORS_TESTS_CASES").ok();
        let cases = cases.map_or(12_000, |cases| cases.parse().expect("CORS_TESTS_CASES is a number"));
        let differences = self.compare(cases / EACH, |text| text, &mut tally);
        println!("{:?}: {tally:?}", self.target);
        assert!(differences.is_empty(), "{} of {}: {}", differences.len(), tally.requests, differences[0]);
        assert!(tally.requests >= cases && tally.seen.values().all(|times| times * 10 > tally.requests), "{tally:?}");
    }

    /// They see one where something in the export is replaced.
    pub fn finds(&self, replacements: &[(&str, &str)]) {
        for (from, to) in replacements {
            let is_there = Cell::new(false);
            let change = |text: String| {
                is_there.set(is_there.get() || text.contains(from));
                text.replace(from, to)
            };
            let found = self.compare(20, change, &mut Tally::default());
            assert!(is_there.get() && !found.is_empty(), "{from} -> {to}");
        }
    }
}
