//! A table of requests that are decided differently, with an upper limit.

use crate::shadow::report::Sample;

/// The most rows.
const ROWS: usize = 64;

/// The most rows with the same two decisions, so the commonest difference does not hide the others.
const ALIKE: usize = 16;

/// Samples that differ in more than their count.
#[derive(Debug, Default)]
pub(crate) struct Samples(Vec<Sample>);

impl Samples {
    /// Counts a sample. If the table is full, one that is not in it is left out.
    pub(crate) fn add(&mut self, sample: Sample) {
        if let Some(known) = self.0.iter_mut().find(|known| known.is_like(&sample)) {
            known.requests = known.requests.saturating_add(sample.requests);
            return;
        }
        let alike = |known: &&Sample| (&known.live, &known.candidate) == (&sample.live, &sample.candidate);
        if self.0.len() < ROWS && self.0.iter().filter(alike).count() < ALIKE {
            self.0.push(sample);
        }
    }

    /// The rows, the most frequent first.
    pub(crate) fn most_frequent_first(&self) -> Vec<Sample> {
        let mut rows = self.0.clone();
        rows.sort_by_key(|row| std::cmp::Reverse(row.requests));
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(origin: &str, candidate: &str) -> Sample {
        let [method, route, live] = ["GET", "/", "page may read"].map(str::to_owned);
        Sample { requests: 1, method, route, origin: Some(origin.to_owned()), live, candidate: candidate.to_owned() }
    }

    #[test]
    fn the_table_is_bounded_and_keeps_room_for_other_differences() {
        let mut samples = Samples::default();
        for number in 0..1000 {
            samples.add(sample(&format!("https://a{number}.example"), "page may not read"));
        }
        assert_eq!(samples.most_frequent_first().len(), ALIKE);
        samples.add(sample("https://b.example", "blocked with 403"));
        samples.add(sample("https://b.example", "blocked with 403"));
        let rows = samples.most_frequent_first();
        assert_eq!((rows.len(), rows[0].requests, &*rows[0].candidate), (ALIKE + 1, 2, "blocked with 403"));
        for number in 0..1000 {
            samples.add(sample("https://a.example", &format!("candidate {number}")));
        }
        assert_eq!(samples.most_frequent_first().len(), ROWS);
    }
}
