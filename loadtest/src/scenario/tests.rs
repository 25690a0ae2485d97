use std::path::Path;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use super::{Curve, Scenario, Shape};

const GOOD: &str = r#"
name = "a"
story = "b"
scaling = "c"
seconds = 10

[[stream]]
name = "scanners"
act = "manifest"
curve = { shape = "constant", rate = 5 }

[[target]]
name = "fast"
of = "scanners"
measure = "p99_ms"
at_most = 100
"#;

fn refusal(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    let error = Scenario::parse(&GOOD.replace(from, to), Path::new(".")).expect_err("it is wrong");
    format!("{error:#}")
}

#[test]
fn a_wrong_scenario_is_refused_with_its_line() {
    Scenario::parse(GOOD, Path::new(".")).expect("it is good");
    let cases = [
        ("seconds = 10", "seconds = 0", "line 5: seconds is 0, and must be 1 to 86400"),
        ("seconds = 10", "seconds = ten", "line 5: "),
        ("seconds = 10", "seconds = 10\nsecond = 1", "line 6: unknown field `second`"),
        ("\"manifest\"", "\"dance\"", "line 9: unknown variant `dance`"),
        ("rate = 5", "rate = -5", "line 10: second 0 with -5 arrivals a second"),
        ("rate = 5", "rat = 5", "line 10: unknown field `rat`"),
        (
            "shape = \"constant\", rate = 5",
            "shape = \"file\", file = \"none.csv\"",
            "line 10: ./none.csv cannot be read",
        ),
        ("shape = \"constant\", rate = 5", "shape = \"lines\", points = [[5, 1], [2, 1]]", "line 10: the seconds"),
        ("of = \"scanners\"", "of = \"nobody\"", "line 14: there is no stream nobody"),
        ("at_most = 100", "", "line 14: the target needs either at_most or at_least"),
        ("measure = \"p99_ms\"", "measure = \"memory_growth\"", "line 14: memory is measured of = \"service\""),
        ("of = \"scanners\"", "of = \"service\"", "line 14: there is no stream service"),
        ("at_most = 100", "at_most = 100\nfrom = 10", "line 14: \"fast\" begins at 10, when all is over"),
        ("at_most = 100", "at_most = 100\nfrom = 5\nuntil = 5", "line 14: \"fast\" begins at 5, when all is over"),
        (
            "[[target]]",
            "[[event]]\nat = 10\nact = \"kill\"\nlabel = \"late\"\n\n[[target]]",
            "line 13: \"late\" is at 10, and the schedule has ended at 10",
        ),
        (
            "[[target]]",
            "[[event]]\nat = 1\nact = \"kill\"\npart = \"node-4\"\nlabel = \"none\"\n\n[[target]]",
            "line 15: unknown variant `node-4`",
        ),
        (
            "[[target]]",
            "[[event]]\nat = 1\nact = \"command\"\npart = \"redis\"\nlabel = \"none\"\n\n[[target]]",
            "line 13: commands are run on the first node",
        ),
        (
            "[[target]]",
            "[[stream]]\nname = \"scanners\"\nact = \"queue\"\ncurve = { shape = \"constant\", rate = 5 }\n\n[[target]]",
            "line 8: two streams",
        ),
    ];
    for (from, to, expected) in cases {
        let said = refusal(from, to);
        assert!(said.starts_with(expected), "{to}: {said}");
    }
}

#[test]
fn a_schedule_is_made_shorter_and_longer_but_not_shorter_than_what_happens_in_it() {
    let with = |more: &str| Scenario::parse(&format!("{GOOD}{more}"), Path::new(".")).expect("it is good");
    let longer = with("").lasting(20, Path::new(".")).expect("longer");
    let curve = longer.curve(&longer.stream[0], Path::new(".")).expect("a curve");
    assert_eq!(curve.arrivals(20.0, None).len(), 100);
    for late in ["from = 5\n", "[[event]]\nat = 5\nact = \"kill\"\nlabel = \"late\"\n"] {
        let error = with(late).lasting(4, Path::new(".")).expect_err("it is too short");
        assert!(format!("{error:#}").starts_with("with 4 seconds: \""), "{error:#}");
    }
    assert!(with("").lasting(86_401, Path::new(".")).is_err());
}

#[test]
fn a_wrong_line_of_a_curves_file_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("c.csv"), "# second, rate\n0,5\n10;7\n").expect("written");
    let shape = Shape::File { file: "c.csv".to_owned() };
    let error = Curve::of(&shape, 10.0, folder.path()).expect_err("line 3 has no comma");
    assert!(error.to_string().ends_with("c.csv, line 3: a second, a comma and a rate are needed"), "{error}");
    std::fs::write(folder.path().join("c.csv"), "0,5 # at first\n10,7\n").expect("written");
    let expected = Curve::of(&Shape::Lines { points: vec![(0.0, 5.0), (10.0, 7.0)] }, 10.0, folder.path());
    assert_eq!(Curve::of(&shape, 10.0, folder.path()).ok(), expected.ok());
}

#[test]
fn every_shape_has_as_many_arrivals_as_lie_under_it() {
    let cases = [
        (Shape::Constant { rate: 10.0 }, 100),
        (Shape::Ramp { from: 0.0, to: 20.0 }, 100),
        (Shape::Ramp { from: 20.0, to: 0.0 }, 100),
        (Shape::Step { steps: vec![(0.0, 10.0), (5.0, 30.0)] }, 200),
        (Shape::Spike { base: 1.0, peak: 101.0, at: 4.0, width: 2.0 }, 210),
        (Shape::Lines { points: vec![(2.0, 0.0), (3.0, 100.0), (4.0, 0.0)] }, 100),
    ];
    for (shape, expected) in cases {
        let curve = Curve::of(&shape, 10.0, Path::new(".")).expect("a curve");
        let arrivals = curve.arrivals(10.0, None);
        assert_eq!(arrivals.len(), expected, "{shape:?}");
        assert!(arrivals.is_sorted() && arrivals.iter().all(|at| *at < 10_000_000), "{shape:?}");
        assert_eq!(curve.scaled(2.0).arrivals(10.0, None).len(), 2 * expected, "{shape:?}");
    }
}

#[test]
fn arrivals_lie_where_the_curve_has_them() {
    let shape = Shape::Spike { base: 0.0, peak: 100.0, at: 4.0, width: 2.0 };
    let curve = Curve::of(&shape, 10.0, Path::new(".")).expect("a curve");
    assert!(curve.arrivals(10.0, None).iter().all(|at| (4_000_000..6_000_000).contains(at)));
    let ramp = Curve::of(&Shape::Ramp { from: 0.0, to: 200.0 }, 10.0, Path::new(".")).expect("a curve");
    // A quarter of them come in the first half.
    assert_eq!(ramp.arrivals(10.0, None).iter().filter(|at| **at < 5_000_000).count(), 250);
}

#[test]
fn poisson_arrivals_follow_from_the_seed_and_have_exponential_gaps() {
    let curve = Curve::of(&Shape::Constant { rate: 1_000.0 }, 20.0, Path::new(".")).expect("a curve");
    let drawn = |seed| curve.arrivals(20.0, Some(&mut ChaCha8Rng::seed_from_u64(seed)));
    assert_eq!(drawn(1), drawn(1));
    assert_ne!(drawn(1), drawn(2));
    let arrivals = drawn(1);
    // 20,000 expected, with a deviation of 141; of exponential gaps the part 1/e is longer than the mean.
    assert!((19_400..20_600).contains(&arrivals.len()), "{}", arrivals.len());
    let long = arrivals.windows(2).filter(|pair| pair[1] - pair[0] > 1_000).count() * 1_000 / arrivals.len();
    assert!((350..386).contains(&long), "{long}");
}

#[test]
fn every_scenario_that_ships_is_good_has_its_files_name_and_stands_in_the_guide() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios"));
    let guide = std::fs::read_to_string(folder.join("../../docs/load.md")).expect("the guide");
    let files: Vec<_> =
        std::fs::read_dir(folder).expect("scenarios").map(|file| file.expect("a file").path()).collect();
    assert!(files.len() >= 10, "{files:?}");
    for file in files {
        let scenario = Scenario::read(&file).expect("it is good");
        assert_eq!(file.file_stem().and_then(|stem| stem.to_str()), Some(scenario.name.as_str()));
        assert!(!scenario.target.is_empty(), "{} promises nothing", scenario.name);
        assert!(guide.contains(&format!("| `{}` |", scenario.name)), "{} is not in docs/load.md", scenario.name);
    }
}

#[test]
fn the_guides_example_is_a_scenario() {
    let guide = include_str!("../../../docs/load.md");
    let example = guide.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let scenario = Scenario::parse(example, Path::new(".")).expect("it is good");
    assert_eq!((scenario.stream.len(), scenario.event.len(), scenario.target.len()), (1, 1, 1));
}
