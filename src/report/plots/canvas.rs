//! A white page to draw on, measured in points from its top left corner, and made an SVG file.
//!
//! It is drawn four times larger than it is shown, so that whole-number coordinates are a quarter of a point.

use super::Caption;
use crate::report::document::Picture;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// The colours of the series, in order, and of words.
pub(super) const FIRST: RGBColor = RGBColor(0x12, 0x43, 0x6d);
pub(super) const SECOND: RGBColor = RGBColor(0x28, 0xa1, 0x97);
pub(super) const THIRD: RGBColor = RGBColor(0x80, 0x16, 0x50);
pub(super) const FOURTH: RGBColor = RGBColor(0xf4, 0x6a, 0x25);
pub(super) const TEXT: RGBColor = RGBColor(0x21, 0x2b, 0x32);
pub(super) const QUIET: RGBColor = RGBColor(0x4c, 0x62, 0x72);
/// Behind figures: lines of an axis, flows and spreads.
pub(super) const GREY: RGBColor = RGBColor(0xd8, 0xdd, 0xe0);

pub(super) const WIDTH: f64 = 800.0;
pub(super) const MARGIN: f64 = 24.0;

const SCALE: f64 = 4.0;
const FACE: &str = "Arial, Helvetica, sans-serif";
/// The backend divides sizes by this before it writes them.
const WRITTEN: f64 = 1.24;

pub(super) type Drawn = Result<(), String>;

/// Which point of a text lies at its coordinates.
#[derive(Clone, Copy)]
pub(super) enum From {
    Left,
    Middle,
    Right,
}

/// How a text looks.
#[derive(Clone, Copy)]
pub(super) struct Look {
    pub size: f64,
    pub colour: RGBColor,
    pub bold: bool,
}

pub(super) const BODY: Look = Look { size: 14.0, colour: TEXT, bold: false };
pub(super) const SMALL: Look = Look { size: 12.0, colour: QUIET, bold: false };
const TITLE: Look = Look { size: 22.0, colour: TEXT, bold: true };

/// A shape that says what is meant without its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Dot,
    Ring,
    Square,
    Diamond,
    Cross,
}

/// The page while it is drawn on.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, plotters::coord::Shift>,
}

/// What is above and below the drawing itself: title and subtitle, and the foot.
const HEAD: f64 = 70.0;
const FOOT: f64 = 34.0;
/// Pictures higher than this cannot be made as low as others on paper.
const TALL: f64 = 480.0;

/// A whole picture `height` points high: caption and foot, and between them what `draw` draws.
pub(super) fn picture(caption: &Caption, height: f64, draw: impl FnOnce(&Canvas) -> Drawn) -> Result<Picture, String> {
    let mut svg = String::new();
    let size = (at(WIDTH) as u32, at(height) as u32);
    {
        let canvas = Canvas { area: SVGBackend::with_string(&mut svg, size).into_drawing_area() };
        canvas.area.fill(&WHITE).map_err(said)?;
        canvas.text(MARGIN, 32.0, TITLE, From::Left, &caption.title)?;
        canvas.text(MARGIN, 58.0, BODY, From::Left, &caption.subtitle)?;
        draw(&canvas)?;
        canvas.text(MARGIN, height - 18.0, SMALL, From::Left, &caption.foot)?;
        canvas.area.present().map_err(said)?;
    }
    let file = headed(&svg, caption, 0.0, height);
    Ok(Picture {
        name: caption.id.into(),
        file,
        bare: headed(&svg, caption, HEAD, height - HEAD - FOOT),
        is_tall: height > TALL,
    })
}

/// The file with its title, its description and its size on the page, of which it shows `height` points from `top` on.
fn headed(svg: &str, caption: &Caption, top: f64, height: f64) -> String {
    let body = svg.split_once('>').map_or(svg, |(_, body)| body).trim();
    let Caption { id, title, description, .. } = caption;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 {} {} {}\" \
         role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">\n<title id=\"{id}-title\">{}</title>\n\
         <desc id=\"{id}-desc\">{}</desc>\n{body}\n",
        at(top),
        at(WIDTH),
        at(height),
        escaped(title),
        escaped(description)
    )
}

impl Canvas<'_> {
    /// One line of text, centred on `y`.
    pub fn text(&self, x: f64, y: f64, look: Look, from: From, text: &str) -> Drawn {
        let across = match from {
            From::Left => HPos::Left,
            From::Middle => HPos::Center,
            From::Right => HPos::Right,
        };
        let style = if look.bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = FontDesc::new(FontFamily::Name(FACE), look.size * SCALE * WRITTEN, style);
        let style = TextStyle::from(font).color(&look.colour).pos(Pos::new(across, VPos::Center));
        self.area.draw(&Text::new(text.to_string(), (at(x), at(y)), style)).map_err(said)
    }

    /// A filled bar between two corners.
    pub fn bar(&self, from: (f64, f64), to: (f64, f64), colour: RGBColor) -> Drawn {
        self.area.draw(&Rectangle::new([point(from), point(to)], colour.filled())).map_err(said)
    }

    /// A bar with an outline and nothing in it: told from a filled one without colour.
    pub fn hollow(&self, from: (f64, f64), to: (f64, f64), colour: RGBColor) -> Drawn {
        let corners = [from, (to.0, from.1), to, (from.0, to.1), from, (to.0, from.1)];
        self.path(&corners, colour, 2.0)
    }

    pub fn line(&self, from: (f64, f64), to: (f64, f64), colour: RGBColor, width: f64) -> Drawn {
        self.path(&[from, to], colour, width)
    }

    /// A line in dashes, to be told from a whole one without colour.
    pub fn dashed(&self, from: (f64, f64), to: (f64, f64), colour: RGBColor, width: f64) -> Drawn {
        const DASH: f64 = 7.0;
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let at = |along: f64| {
            let part = (along / length).min(1.0);
            (from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1))
        };
        let dashes = (length / (2.0 * DASH)).ceil().max(0.0) as usize;
        (0..dashes).try_for_each(|nth| {
            let begins = 2.0 * DASH * nth as f64;
            self.line(at(begins), at(begins + DASH), colour, width)
        })
    }

    /// A filled disc.
    pub fn disc(&self, middle: (f64, f64), radius: f64, colour: RGBColor) -> Drawn {
        self.area.draw(&Circle::new(point(middle), (radius * SCALE) as i32, colour.filled())).map_err(said)
    }

    /// An interval from one point to another, with a stroke of `half` to either side across each end; dark on a pale
    /// edge, to be seen on a bar and beside it.
    pub fn interval(&self, from: (f64, f64), to: (f64, f64), half: (f64, f64)) -> Drawn {
        for (colour, width) in [(WHITE, 3.5), (TEXT, 1.5)] {
            self.line(from, to, colour, width)?;
            for (x, y) in [from, to] {
                self.line((x - half.0, y - half.1), (x + half.0, y + half.1), colour, width)?;
            }
        }
        Ok(())
    }

    /// A filled bar of which only so much of its colour shows: dark words stay readable on it.
    pub fn tint(&self, from: (f64, f64), to: (f64, f64), colour: RGBColor, shows: f64) -> Drawn {
        self.area.draw(&Rectangle::new([point(from), point(to)], colour.mix(shows).filled())).map_err(said)
    }

    pub fn polygon(&self, corners: &[(f64, f64)], colour: RGBColor) -> Drawn {
        let corners: Vec<(i32, i32)> = corners.iter().map(|&at| point(at)).collect();
        self.area.draw(&Polygon::new(corners, colour.filled())).map_err(said)
    }

    pub fn mark(&self, mark: Mark, (x, y): (f64, f64), colour: RGBColor) -> Drawn {
        const R: f64 = 5.5;
        let dot = |radius: f64, colour: RGBColor| {
            let circle = Circle::new(point((x, y)), (radius * SCALE) as u32, colour.filled());
            self.area.draw(&circle).map_err(said)
        };
        match mark {
            Mark::Dot => dot(R, colour),
            Mark::Ring => dot(R, colour).and_then(|()| dot(R - 2.0, WHITE)),
            Mark::Square => self.bar((x - R, y - R), (x + R, y + R), colour),
            Mark::Diamond => {
                self.polygon(&[(x, y - R - 2.0), (x + R + 2.0, y), (x, y + R + 2.0), (x - R - 2.0, y)], colour)
            }
            Mark::Cross => [(-R, -R), (-R, R)]
                .into_iter()
                .try_for_each(|(left, up)| self.line((x + left, y + up), (x - left, y - up), colour, 3.0)),
        }
    }

    /// A line through several points.
    pub fn path(&self, points: &[(f64, f64)], colour: RGBColor, width: f64) -> Drawn {
        let points: Vec<(i32, i32)> = points.iter().map(|&at| point(at)).collect();
        let stroke = colour.stroke_width((width * SCALE) as u32);
        self.area.draw(&PathElement::new(points, stroke)).map_err(said)
    }
}

fn at(points: f64) -> i32 {
    (points * SCALE).round() as i32
}

fn point((x, y): (f64, f64)) -> (i32, i32) {
    (at(x), at(y))
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
