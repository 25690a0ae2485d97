use alloc::vec;
use alloc::vec::Vec;
use core::iter;

use miniz_oxide::deflate::compress_to_vec_zlib;
use proptest::prelude::*;

use super::super::StatusBits;
use super::super::inflate::WINDOW;
use super::*;

proptest! {
    #[test]
    fn a_list_holds_another_where_no_bit_has_vanished_and_it_is_as_long(
        earlier in prop::collection::vec(prop_oneof![4 => Just(0u8), 1 => any::<u8>()], 0..3_000),
        own in prop::collection::vec(prop_oneof![4 => Just(0u8), 1 => any::<u8>()], 0..3_000),
        sparse: bool,
        grown: bool,
    ) {
        let mut own = if sparse { vec![0; own.len()] } else { own };
        if grown {
            own.resize(own.len().max(earlier.len()), 0);
            own.iter_mut().zip(&earlier).for_each(|(own, earlier)| *own |= earlier);
        }
        let (packed, packed_earlier) = (compress_to_vec_zlib(&own, 6), compress_to_vec_zlib(&earlier, 6));
        let holds = own.len() >= earlier.len() && own.iter().zip(&earlier).all(|(own, earlier)| own & earlier == *earlier);
        let earlier = PackedBits::new(&packed_earlier);
        prop_assert_eq!(PackedBits::new(&packed).holds_all_of(Some(earlier), iter::empty()), Ok(holds));
        if grown {
            prop_assert!(holds);
        }
    }
}

proptest! {
    #[test]
    fn what_is_read_up_to_a_bit_is_what_is_unpacked(
        bytes in prop::collection::vec(prop_oneof![9 => Just(0u8), 1 => any::<u8>()], 0..3_000),
        before in prop_oneof![Just(0), Just(WINDOW - 1_000), Just(3 * WINDOW - 7)],
        asked in prop::collection::vec(any::<u32>(), 1..20),
    ) {
        let bytes = [vec![0; before], bytes].concat();
        let packed = compress_to_vec_zlib(&bytes, 6);
        let (packed, unpacked) = (PackedBits::new(&packed), StatusBits::unpack(&packed).expect("a zlib stream"));
        prop_assert_eq!(packed.length(), Ok(unpacked.len()));
        let near = u32::try_from(bytes.len() * 8 + 9).expect("small");
        let begins = u32::try_from(before * 8).expect("small");
        let set: Vec<u32> = (begins..near).filter(|index| unpacked.is_set(*index) == Some(true)).collect();
        for index in asked.iter().flat_map(|index| [*index, index % near]).chain(set.iter().copied().take(20)) {
            prop_assert_eq!(packed.is_set(index), Ok(unpacked.is_set(index)), "bit {}", index);
            let holds = unpacked.is_set(index) == Some(true);
            prop_assert_eq!(packed.holds_all_of(None, iter::once(index)), Ok(holds), "bit {}", index);
        }
        prop_assert_eq!(packed.holds_all_of(Some(packed), set.into_iter()), Ok(true));
    }
}

#[test]
fn a_damaged_stream_is_malformed_and_holds_nothing() {
    let whole = compress_to_vec_zlib(&vec![0xa5; 3 * WINDOW], 6);
    let cut = PackedBits::new(whole.get(..whole.len() - 5).expect("longer"));
    assert!(cut.length().is_err());
    assert!(cut.is_set(u32::MAX).is_err());
    assert!(cut.holds_all_of(Some(PackedBits::new(&whole)), iter::empty()).is_err());
}
