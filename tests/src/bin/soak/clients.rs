//! The clients: ordinary ones, and all the others.

use std::cell::RefCell;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use actix_web::rt;
use actix_web::rt::time::sleep;
use cors_tests::random::Random;

use crate::connection::{Connection, Reply};
use crate::requests::{Question, excessive, hostile, ordinary};
use crate::routes::{PATIENCE, Route, routes};
use crate::tally::Tally;

/// The kinds of clients, each with how many there are at once.
const KINDS: &[(&str, usize)] =
    &[("steady", 8), ("pipelined", 4), ("slow", 24), ("stuck", 8), ("resetting", 8), ("hostile", 4), ("excessive", 2)];

/// The names of the kinds.
pub const NAMES: &[&str] = &["steady", "pipelined", "slow", "stuck", "resetting", "hostile", "excessive"];

/// How many requests a connection carries at most before the next is opened.
const REQUESTS: usize = 200;

/// What the server says to those who are too slow.
const GIVEN_UP: &str = "408 or end";

/// What each client has.
struct Client {
    name: &'static str,
    address: SocketAddr,
    end: Instant,
    random: Random,
    routes: Rc<[Route]>,
    tally: Rc<RefCell<Tally>>,
}

/// Lets all of them ask until the time is over.
pub async fn run(address: SocketAddr, length: Duration) -> Tally {
    let tally = Rc::new(RefCell::new(Tally::default()));
    let routes: Rc<[Route]> = routes().into();
    let end = Instant::now() + length;
    let names = KINDS.iter().flat_map(|(name, count)| vec![*name; *count]);
    let clients = names.enumerate().map(|(number, name)| {
        let (routes, tally) = (Rc::clone(&routes), Rc::clone(&tally));
        rt::spawn(Client { name, address, end, random: Random::new(number), routes, tally }.work())
    });
    for client in clients.collect::<Vec<_>>() {
        if let Err(error) = client.await {
            tally.borrow_mut().count("steady", "no panic", Some(error.to_string()));
        }
    }
    tally.take()
}

impl Client {
    async fn work(mut self) {
        while Instant::now() < self.end {
            let worked = match self.name {
                "steady" => self.steady().await,
                "pipelined" => self.pipelined().await,
                "slow" => self.slow().await,
                "stuck" => self.stuck().await,
                "resetting" => self.resetting().await,
                "hostile" => self.hostile().await,
                _ => self.excessive().await,
            };
            if let Err(error) = worked {
                self.count("an answer", Some(error.to_string()));
            }
        }
    }

    fn count(&self, wanted: &'static str, complaint: Option<String>) {
        self.tally.borrow_mut().count(self.name, wanted, complaint);
    }

    fn check(&self, question: &Question, reply: &Reply) {
        self.count(question.decision(), question.complaint(reply));
    }

    /// One request after the other.
    async fn steady(&mut self) -> io::Result<()> {
        let mut connection = Connection::open(self.address).await?;
        for _ in 0..REQUESTS {
            let question = ordinary(&mut self.random, &self.routes);
            connection.send(&question.bytes).await?;
            self.check(&question, &connection.read(question.is_head).await?);
        }
        Ok(())
    }

    /// Several requests at once, the answers in their order.
    async fn pipelined(&mut self) -> io::Result<()> {
        let mut connection = Connection::open(self.address).await?;
        for _ in 0..REQUESTS / 10 {
            let count = 2 + self.random.below(20);
            let mut questions: Vec<_> = (0..count).map(|_| ordinary(&mut self.random, &self.routes)).collect();
            // actix-http takes an answer for one to HEAD if HEAD is the last request that it has read, whichever is answered.
            questions.retain(|question| !question.is_head);
            let bytes: Vec<u8> = questions.iter().flat_map(|question| question.bytes.clone()).collect();
            connection.send(&bytes).await?;
            for question in &questions {
                self.check(question, &connection.read(question.is_head).await?);
            }
        }
        Ok(())
    }

    /// A request byte by byte, in as much time as the server has patience for.
    async fn slow(&mut self) -> io::Result<()> {
        let question = ordinary(&mut self.random, &self.routes);
        let start = Instant::now();
        let mut connection = Connection::open(self.address).await?;
        for byte in &question.bytes {
            connection.send(&[*byte]).await?;
            if start.elapsed() < PATIENCE / 4 {
                sleep(Duration::from_millis(1)).await;
            }
        }
        let reply = connection.read(question.is_head).await;
        // On a machine that is busy with other things it may come too late.
        if start.elapsed() >= PATIENCE && has_given_up(&reply) {
            self.count(GIVEN_UP, None);
            return Ok(());
        }
        self.check(&question, &reply?);
        Ok(())
    }

    /// A request that never ends: the server gives up.
    async fn stuck(&mut self) -> io::Result<()> {
        let question = ordinary(&mut self.random, &self.routes);
        let sent = 1 + self.random.below(question.bytes.len() - 4);
        let mut connection = Connection::open(self.address).await?;
        connection.send(&question.bytes[..sent]).await?;
        let start = Instant::now();
        let reply = connection.read(false).await;
        let is_right = has_given_up(&reply) && start.elapsed() >= PATIENCE / 2;
        self.count(GIVEN_UP, (!is_right).then(|| format!("{reply:?} after {:?}", start.elapsed())));
        Ok(())
    }

    /// Connections that end anywhere in a request, or before its answer is read; another client sees that the server lives.
    async fn resetting(&mut self) -> io::Result<()> {
        for _ in 0..REQUESTS / 10 {
            let question = ordinary(&mut self.random, &self.routes);
            let sent = self.random.below(question.bytes.len() + 1);
            let mut connection = Connection::open(self.address).await?;
            connection.send(&question.bytes[..sent]).await?;
            if self.random.once_in(2) {
                sleep(Duration::from_millis(1)).await;
            }
            connection.reset()?;
        }
        let question = ordinary(&mut self.random, &self.routes);
        let mut connection = Connection::open(self.address).await?;
        connection.send(&question.bytes).await?;
        self.check(&question, &connection.read(question.is_head).await?);
        Ok(())
    }

    /// Heads as large as actix-web takes them, and an ordinary request after each on the same connection.
    async fn hostile(&mut self) -> io::Result<()> {
        let mut connection = Connection::open(self.address).await?;
        for _ in 0..REQUESTS / 10 {
            for question in [hostile(&mut self.random, &self.routes), ordinary(&mut self.random, &self.routes)] {
                connection.send(&question.bytes).await?;
                self.check(&question, &connection.read(question.is_head).await?);
            }
        }
        Ok(())
    }

    /// Heads that are larger than that.
    async fn excessive(&mut self) -> io::Result<()> {
        let bytes = excessive(&mut self.random);
        let mut connection = Connection::open(self.address).await?;
        // The server may answer, and hang up, before it has read all.
        let _ = connection.send(&bytes).await;
        let reply = connection.read(false).await;
        let is_right = match &reply {
            Ok(reply) => matches!(reply.status, 400 | 413 | 431) && !is_shared(reply),
            Err(error) => hung_up(error),
        };
        self.count("4xx or end", (!is_right).then(|| format!("{reply:?}")));
        Ok(())
    }
}

fn is_shared(reply: &Reply) -> bool {
    reply.headers.iter().any(|(name, _)| name.starts_with("access-control-"))
}

/// Whether the server has waited for the rest of a request for long enough.
fn has_given_up(reply: &io::Result<Reply>) -> bool {
    match reply {
        Ok(reply) => reply.status == 408 && !is_shared(reply),
        Err(error) => hung_up(error),
    }
}

fn hung_up(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe)
}
