//! Codes as one animated picture.

use gif::{Encoder, Frame, Repeat};

use super::{QrCode, RenderError, Scale};

const BLACK_AND_WHITE: [u8; 6] = [0, 0, 0, 255, 255, 255];

/// A GIF that shows the codes, which must be of one size, one after the other in an endless loop, at a rate per second
/// (1 to 100). The same codes give the same bytes.
pub fn to_gif(codes: &[QrCode], scale: Scale, per_second: u16) -> Result<Vec<u8>, RenderError> {
    let failed = |error: gif::EncodingError| RenderError::Gif(error.to_string());
    let Some(first) = codes.first() else { return Err(RenderError::Gif("there is no code".into())) };
    if codes.iter().any(|code| code.version() != first.version()) {
        return Err(RenderError::Gif("the codes are of different sizes".into()));
    }
    let side = first.picture_side(scale);
    let mut gif = Vec::new();
    let mut encoder = Encoder::new(&mut gif, side, side, &BLACK_AND_WHITE).map_err(failed)?;
    encoder.set_repeat(Repeat::Infinite).map_err(failed)?;
    for code in codes {
        let pixels: Vec<u8> = code.pixels(scale).iter().map(|grey| u8::from(*grey > 0)).collect();
        let frame = Frame {
            width: side,
            height: side,
            delay: 100 / per_second.clamp(1, 100),
            buffer: pixels.into(),
            ..Frame::default()
        };
        encoder.write_frame(&frame).map_err(failed)?;
    }
    drop(encoder);
    Ok(gif)
}
