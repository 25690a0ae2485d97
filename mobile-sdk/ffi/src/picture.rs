use haetae_core::is_ours;
use haetae_reader::Grey;

use crate::error::CoreError;

/// The text of the QR code in a picture: everything is tried, and of several codes one of ours is taken, another only
/// where there is none. Nothing if there is no code. `luma` has one byte of grey for each pixel, row by row. Fails if
/// there are not as many bytes as the sides say.
#[uniffi::export]
pub fn read_picture(luma: Vec<u8>, width: u32, height: u32) -> Result<Option<String>, CoreError> {
    let bytes = luma.len() as u64;
    let unfit = || CoreError::Picture { width, height, bytes };
    if u64::from(width) * u64::from(height) != bytes {
        return Err(unfit());
    }
    let grey = Grey::of(&luma, width, height, width, false).map_err(|_| unfit())?;
    Ok(haetae_reader::read_picture(&grey, &is_ours))
}
