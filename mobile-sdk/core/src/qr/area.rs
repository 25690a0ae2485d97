//! Where in a code its data stand: everything else is the same under every mask, except the number of the mask.

/// The largest version whose rows fit into 128 bits.
pub(super) const LAST_VERSION: usize = 27;

/// Modules on each side of it.
pub(super) const WIDEST: usize = 17 + 4 * LAST_VERSION;

/// One bit for each module of a side, or of a part of it: module x is bit x.
pub(super) type Line = u128;

/// `length` bits from `start` on.
const fn bits(start: usize, length: usize) -> Line {
    ((1 << length) - 1) << start
}

/// The modules of each row that hold data. The same holds for the columns.
pub(super) fn data(width: usize) -> [Line; WIDEST] {
    let mut rows = [0; WIDEST];
    for (y, row) in rows.iter_mut().enumerate().take(width) {
        *row = bits(0, width) & !row_of_marks(y, width);
    }
    let centres = Centres::of(width);
    for cy in centres.clone() {
        for cx in centres.clone() {
            // Three of them would be in the corners with the large marks.
            if (cx == 6 || cy == 6) && (cx == cy || cx == width - 7 || cy == width - 7) {
                continue;
            }
            rows.iter_mut().skip(cy - 2).take(5).for_each(|row| *row &= !bits(cx - 2, 5));
        }
    }
    rows
}

/// The large marks in three corners with what is written beside them, the rows of alternate modules, and the number of
/// the version.
fn row_of_marks(y: usize, width: usize) -> Line {
    if y == 6 {
        return bits(0, width);
    }
    let mut row = bits(6, 1);
    if y < 9 {
        row |= bits(0, 9) | bits(width - 8, 8);
    }
    if y >= width - 8 {
        row |= bits(0, 9);
    }
    if width >= 45 {
        if y < 6 {
            row |= bits(width - 11, 3);
        }
        if (width - 11..width - 8).contains(&y) {
            row |= bits(0, 6);
        }
    }
    row
}

/// Where the small marks have their centres, in both directions: at 6, and from the far end in even steps.
#[derive(Clone)]
struct Centres {
    next: Option<usize>,
    step: usize,
}

impl Centres {
    fn of(width: usize) -> Self {
        let version = (width - 17) / 4;
        let number = version / 7 + 2;
        let step = (version * 4 + number * 2 + 1) / (number * 2 - 2) * 2;
        Self { next: (version > 1).then_some(width - 7), step }
    }
}

impl Iterator for Centres {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let centre = self.next?;
        self.next = match centre.checked_sub(self.step) {
            _ if centre == 6 => None,
            Some(next) if next > 6 + self.step / 2 => Some(next),
            _ => Some(6),
        };
        Some(centre)
    }
}
