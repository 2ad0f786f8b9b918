//! What replicas have counted in the shadow, in the database.

use std::time::Duration;

use tokio_postgres::{Client, Row};

use crate::error::{Error, ErrorKind};
use crate::postgres::candidate;
use crate::postgres::failure::database;
use crate::postgres::version::{get, number, signed};
use crate::shadow::report::{Sample, ShadowReport};
use crate::shadow::samples::Samples;

/// What a draft must have gone through in the shadow before it is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shadowed {
    /// For how long it must have run, from the first replica's start to the last count.
    pub ran_for: Duration,
    /// How many requests it must have decided, at least one.
    pub requests: u64,
}

/// Records what a replica has counted until now.
pub(crate) async fn record(client: &Client, replica: &str, report: &ShadowReport) -> Result<(), Error> {
    let insert = "INSERT INTO cors_fleet.shadow_run (candidate, replica, requests, differences, samples, started_at) \
                  VALUES ($1, $2, $3, $4, $5::text::json, clock_timestamp() - make_interval(secs => $6))";
    let [candidate, requests, differences] = [report.candidate, report.requests, report.differences].map(signed);
    let (samples, seconds) = (json(&report.samples), report.ran_for.as_secs_f64());
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 6] =
        [&candidate, &replica, &requests, &differences, &samples, &seconds];
    client.execute(insert, &values).await.map(drop).map_err(database)
}

/// The most frequent samples as JSON, as many as the database takes.
fn json(samples: &[Sample]) -> String {
    const LONGEST: usize = 64 * 1024;
    let mut json = String::from("[");
    for sample in samples {
        let Ok(text) = serde_json::to_string(sample) else { continue };
        if json.len() + text.len() + 2 > LONGEST {
            break;
        }
        if json.len() > 1 {
            json.push(',');
        }
        json += &text;
    }
    json + "]"
}

/// What all replicas together have counted for a candidate.
pub(crate) async fn total(client: &Client, candidate: u64) -> Result<ShadowReport, Error> {
    let total = "SELECT count(*), coalesce(sum(requests), 0)::bigint, coalesce(sum(differences), 0)::bigint, \
                 coalesce(extract(epoch FROM max(recorded_at) - min(started_at)), 0)::float8 FROM (
                     SELECT DISTINCT ON (replica) * FROM cors_fleet.shadow_run WHERE candidate = $1
                     ORDER BY replica, sequence DESC) newest";
    let row = client.query_one(total, &[&signed(candidate)]).await.map_err(database)?;
    // Of many replicas the last ones are enough.
    let samples = "SELECT samples::text FROM (
                       SELECT DISTINCT ON (replica) * FROM cors_fleet.shadow_run WHERE candidate = $1
                       ORDER BY replica, sequence DESC) newest
                   ORDER BY sequence DESC LIMIT 100";
    let rows = client.query(samples, &[&signed(candidate)]).await.map_err(database)?;
    Ok(ShadowReport {
        candidate,
        replicas: number(get(&row, 0)?)?,
        requests: number(get(&row, 1)?)?,
        differences: number(get(&row, 2)?)?,
        ran_for: Duration::try_from_secs_f64(get(&row, 3)?).unwrap_or_default(),
        samples: merged(&rows)?,
    })
}

fn merged(rows: &[Row]) -> Result<Vec<Sample>, Error> {
    let mut samples = Samples::default();
    for row in rows {
        let text: String = get(row, 0)?;
        let found: Vec<Sample> = serde_json::from_str(&text).map_err(|error| {
            Error::new(ErrorKind::Database, format!("the database has samples of another kind: {error}"))
        })?;
        for sample in found {
            samples.add(sample.printable());
        }
    }
    Ok(samples.most_frequent_first())
}

/// Checks that a draft has run in the shadow of a version.
///
/// # Errors
/// [`ErrorKind::NotShadowed`], with what is missing.
pub(crate) async fn check(
    client: &Client,
    name: &str,
    hash: &str,
    beside: u64,
    required: Shadowed,
) -> Result<(), Error> {
    let missing = |reason: String| Err(Error::new(ErrorKind::NotShadowed, reason));
    let Some(candidate) = candidate::of_draft(client, name, hash, beside).await? else {
        return missing(format!(
            "this draft of `{name}` has not run in the shadow of version {beside}\nhelp: propose it with `cors-fleet propose \
             {name}`, and publish it later"
        ));
    };
    let total = total(client, candidate.number).await?;
    let required = Shadowed { requests: required.requests.max(1), ..required };
    if total.requests == 0 {
        return missing(format!(
            "no replica has counted a request for candidate {} of `{name}`\nhelp: wrap `store.shadow(\"{name}\")` around the \
             `Cors`, and let replicas insert into `cors_fleet.shadow_run`",
            candidate.number
        ));
    }
    if total.requests < required.requests || total.ran_for < required.ran_for {
        return missing(format!(
            "candidate {} of `{name}` has decided {} requests in {} s, and {} in {} s are required\nhelp: wait, and look at \
             `cors-fleet shadow {name}`",
            candidate.number,
            total.requests,
            total.ran_for.as_secs(),
            required.requests,
            required.ran_for.as_secs()
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_fit_into_their_column() {
        let text = "\"".repeat(1000);
        let [method, route, live, candidate] = [(); 4].map(|()| text.clone());
        let sample = Sample { requests: 1, method, route, origin: None, live, candidate };
        let json = json(&vec![sample; 64]);
        assert!(json.len() <= 64 * 1024, "{}", json.len());
        assert_eq!(serde_json::from_str::<Vec<Sample>>(&json).unwrap().len(), 8);
    }
}
