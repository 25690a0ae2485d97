use haetae_core::{RequestTimer, UnixTime};
use haetae_ffi::{CoreError, CoreRequestTimer};

const NOW: i64 = 1_797_000_000;

#[test]
fn a_timer_waits_as_the_cores_does_and_goes_on_from_its_text() {
    let (mut core, at) = (RequestTimer::new(7), |seconds: i64| UnixTime::saturating_new(seconds.unsigned_abs()));
    let timer = CoreRequestTimer::new(7, None);
    assert_eq!(timer.next(NOW), Ok(NOW));
    let mut now = NOW;
    for (retry_after, urgent) in [(None, false), (Some(90), false), (None, true)] {
        assert_eq!((timer.sent(now), timer.failed(now, retry_after, urgent)), (Ok(()), Ok(())));
        core.sent(at(now));
        core.failed(at(now), retry_after.map(i64::unsigned_abs), urgent);
        let next = timer.next(now).expect("a time");
        assert!(next > now && next.unsigned_abs() == core.next(at(now)).seconds());
        now = next;
    }
    assert_eq!(timer.text(), core.to_string());
    let again = CoreRequestTimer::new(8, Some(timer.text()));
    assert_eq!((again.text(), again.next(NOW)), (timer.text(), timer.next(NOW)));
    assert_eq!(again.answered(now), Ok(()));
    assert_eq!(again.next(now), Ok(now));
    assert_eq!(again.refused_by_issuer(now), Ok(()));
    assert!(again.next(now).expect("a time") >= now + 1_800);
    assert_eq!(CoreRequestTimer::new(1, Some("?".to_owned())).text(), CoreRequestTimer::new(1, None).text());
}

#[test]
fn what_is_no_time_changes_nothing() {
    let timer = CoreRequestTimer::new(7, None);
    let before = timer.text();
    let refused = CoreError::Time(-1);
    assert_eq!(timer.next(-1), Err(refused.clone()));
    for done in [timer.sent(-1), timer.answered(-1), timer.failed(-1, None, true), timer.refused_by_issuer(-1)] {
        assert_eq!(done, Err(refused.clone()));
    }
    assert_eq!(timer.failed(NOW, Some(-1), false), Err(CoreError::RetryAfter(-1)));
    assert_eq!(timer.text(), before);
}
