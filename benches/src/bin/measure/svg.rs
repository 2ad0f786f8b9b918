//! Line charts with logarithmic axes, on light and dark pages.

use std::fmt::Write;

/// A line and its name.
pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) points: Vec<(f64, f64)>,
}

/// A chart.
pub(crate) struct Chart {
    pub(crate) title: &'static str,
    pub(crate) x: &'static str,
    pub(crate) y: &'static str,
    pub(crate) lines: Vec<Line>,
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 400.0;
/// The field that the lines are in.
const LEFT: f64 = 70.0;
const RIGHT: f64 = 500.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 345.0;

const STYLE: &str = "\
text { font: 13px system-ui, sans-serif; fill: #1f2328 } .title { font-size: 16px; font-weight: 600 }
.grid { stroke: #d1d9e0; stroke-width: 1 } polyline { fill: none; stroke-width: 2.5 }
.c0 { stroke: #0969da } .c1 { stroke: #bc4c00 } .c2 { stroke: #1a7f37 } .c3 { stroke: #8250df } .c4 { stroke: #6e7781 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .grid { stroke: #3d444d }
.c0 { stroke: #58a6ff } .c1 { stroke: #f0883e } .c2 { stroke: #3fb950 } .c3 { stroke: #bc8cff } .c4 { stroke: #9198a1 } }
";
/// Lines are told apart without colours, too.
const DASHES: [&str; 5] = ["", "8 4", "2 4", "8 3 2 3", "4 4"];

/// Logarithmic, from one edge of the field to the other.
struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Axis {
    /// Over whole powers of ten, as far as the values are.
    fn over(values: impl Iterator<Item = f64> + Clone, from: f64, to: f64) -> Self {
        let low = values.clone().fold(f64::INFINITY, f64::min).max(1.0).log10().floor();
        let high = values.fold(1.0, f64::max).log10().ceil().max(low + 1.0);
        Axis { low, high, from, to }
    }

    fn at(&self, value: f64) -> f64 {
        self.from + (value.max(1.0).log10() - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let powers = std::iter::successors(Some(self.low), |power| Some(power + 1.0));
        powers.take_while(|power| *power <= self.high).map(|power| 10_f64.powf(power))
    }
}

impl Chart {
    pub(crate) fn render(&self) -> String {
        let points = self.lines.iter().flat_map(|line| line.points.iter());
        let x = Axis::over(points.clone().map(|point| point.0), LEFT, RIGHT);
        let y = Axis::over(points.map(|point| point.1), BOTTOM, TOP);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\">\n\
             <title>{}</title>\n<style>\n{STYLE}</style>\n\
             <text class=\"title\" x=\"{LEFT}\" y=\"24\">{}</text>\n<text x=\"{LEFT}\" y=\"42\">{}</text>\n\
             <text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
            self.title,
            self.title,
            self.y,
            f64::midpoint(LEFT, RIGHT),
            HEIGHT - 12.0,
            self.x
        );
        for tick in x.ticks() {
            let at = x.at(tick);
            let _ = writeln!(svg, "<line class=\"grid\" x1=\"{at:.1}\" y1=\"{TOP}\" x2=\"{at:.1}\" y2=\"{BOTTOM}\"/>");
            let _ = writeln!(
                svg,
                "<text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                BOTTOM + 18.0,
                short(tick)
            );
        }
        for tick in y.ticks() {
            let at = y.at(tick);
            let _ = writeln!(svg, "<line class=\"grid\" x1=\"{LEFT}\" y1=\"{at:.1}\" x2=\"{RIGHT}\" y2=\"{at:.1}\"/>");
            let _ = writeln!(
                svg,
                "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                LEFT - 8.0,
                at + 4.0,
                short(tick)
            );
        }
        let mut labels: Vec<(f64, usize)> = Vec::new();
        for (index, line) in self.lines.iter().enumerate() {
            let points: Vec<String> =
                line.points.iter().map(|point| format!("{:.1},{:.1}", x.at(point.0), y.at(point.1))).collect();
            let _ = writeln!(
                svg,
                "<polyline class=\"c{index}\" stroke-dasharray=\"{}\" points=\"{}\"/>",
                DASHES[index],
                points.join(" ")
            );
            labels.push((line.points.last().map_or(BOTTOM, |point| y.at(point.1)), index));
        }
        // Names are where their lines end, one below the other where these are close.
        labels.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut free = TOP;
        for (end, index) in labels {
            let at = end.max(free);
            free = at + 18.0;
            let _ = writeln!(
                svg,
                "<polyline class=\"c{index}\" stroke-dasharray=\"{}\" points=\"{},{at:.1} {},{at:.1}\"/>\n\
                 <text x=\"{}\" y=\"{:.1}\">{}</text>",
                DASHES[index],
                RIGHT + 8.0,
                RIGHT + 36.0,
                RIGHT + 42.0,
                at + 4.0,
                self.lines[index].name
            );
        }
        svg + "</svg>\n"
    }
}

fn short(value: f64) -> String {
    match value {
        value if value >= 1e6 => format!("{} M", value / 1e6),
        value if value >= 1e4 => format!("{} k", value / 1e3),
        _ => format!("{value}"),
    }
}
