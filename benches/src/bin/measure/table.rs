//! Rows of figures, each with its ratio to another figure and whether that meets its goal.

use crate::callgrind::Meter;

/// A figure of callgrind.
#[derive(Clone)]
pub(crate) enum Figure {
    /// What the job costs.
    Whole(String),
    /// What the first job costs more than the second.
    Added(String, String),
}

impl Figure {
    pub(crate) fn whole(subject: &str, request: &str) -> Self {
        Figure::Whole(format!("{subject} {request}"))
    }

    /// What a subject adds to another one.
    pub(crate) fn added(subject: &str, bare: &str, request: &str) -> Self {
        Figure::Added(format!("{subject} {request}"), format!("{bare} {request}"))
    }

    pub(crate) fn jobs(&self) -> impl Iterator<Item = String> + use<> {
        match self {
            Figure::Whole(job) => vec![job.clone()],
            Figure::Added(job, bare) => vec![job.clone(), bare.clone()],
        }
        .into_iter()
    }

    pub(crate) fn value(&self, meter: &Meter) -> f64 {
        match self {
            Figure::Whole(job) => meter.cost(job),
            Figure::Added(job, bare) => meter.cost(job) - meter.cost(bare),
        }
    }
}

/// How far ours may go.
#[derive(Clone, Copy)]
pub(crate) enum Goal {
    /// So many times the other.
    Times(f64),
    /// So many more than the other.
    Plus(f64),
    /// So many, whatever the other.
    AtMost(f64),
    /// There is none, and the row says why.
    None,
}

/// A row whose figures callgrind has.
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) ours: Figure,
    pub(crate) theirs: Figure,
    pub(crate) goal: Goal,
}

/// What has been printed so far.
#[derive(Default)]
pub(crate) struct Report {
    held: usize,
    missed: Vec<String>,
}

impl Report {
    /// Measures the rows and prints them.
    pub(crate) fn print(&mut self, meter: &mut Meter, heading: &str, rows: &[Row]) {
        meter.measure(rows.iter().flat_map(|row| row.ours.jobs().chain(row.theirs.jobs())));
        title(heading, "ours", "beside");
        for row in rows {
            self.row(&row.what, row.ours.value(meter), row.theirs.value(meter), row.goal);
        }
    }

    /// Prints a row; less is better.
    pub(crate) fn row(&mut self, what: &str, ours: f64, theirs: f64, goal: Goal) {
        let (holds, goal) = match goal {
            Goal::Times(times) => (Some(ours <= times * theirs), format!("≤ {times:.2}")),
            Goal::Plus(more) => (Some(ours <= theirs + more), format!("≤ +{more}")),
            Goal::AtMost(most) => (Some(ours <= most), format!("≤ {most} ours")),
            Goal::None => (None, String::new()),
        };
        let verdict = match holds {
            Some(true) => {
                self.held += 1;
                "held"
            }
            Some(false) => {
                self.missed.push(what.to_owned());
                "MISSED"
            }
            None => "",
        };
        let ratio = if theirs > 0.0 { format!("{:.3}", ours / theirs) } else { String::new() };
        println!("{what:<66} {:>11} {:>11}  {ratio:>5}  {goal:<9} {verdict}", figure(ours), figure(theirs));
    }

    pub(crate) fn sum_up(&self) {
        println!("\n{} rows held, {} missed", self.held, self.missed.len());
        for what in &self.missed {
            println!("  missed: {what}");
        }
    }
}

/// The head of a table.
pub(crate) fn title(what: &str, ours: &str, theirs: &str) {
    println!("\n{what:<66} {ours:>11} {theirs:>11}  ratio  goal");
}

/// Says why there is no figure.
pub(crate) fn note(what: &str, why: &str) {
    println!("\n{what}: {why}");
}

/// Three digits at least.
fn figure(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        small if small < 100.0 && small.fract() != 0.0 => format!("{value:.3}"),
        _ => format!("{value:.0}"),
    }
}

/// The value in the middle.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
