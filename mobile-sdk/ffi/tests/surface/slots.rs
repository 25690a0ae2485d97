use haetae_ffi::{Slot, SlotWrite, read_slots, write_slots};

#[test]
fn writes_alternate_and_one_that_is_cut_off_at_any_byte_is_passed_over() {
    let first = write_slots(Vec::new(), Vec::new(), b"first".to_vec());
    assert_eq!(first.slot, Slot::A);
    let SlotWrite { slot, bytes } = write_slots(first.bytes.clone(), Vec::new(), b"second".to_vec());
    assert_eq!(slot, Slot::B);
    for length in 0..bytes.len() {
        let kept = read_slots(first.bytes.clone(), bytes[..length].to_vec());
        assert_eq!(kept.as_deref(), Some(&b"first"[..]), "{length} bytes");
    }
    assert_eq!(read_slots(first.bytes, bytes).as_deref(), Some(&b"second"[..]));
    assert_eq!(read_slots(Vec::new(), b"?".to_vec()), None);
}
