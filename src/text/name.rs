//! What has a name: types of a few variants, each with one on the wire or in messages.

/// `Display` and `Serialize` by that name.
macro_rules! by_name {
    ($type:ty, $name:ident) => {
        impl core::fmt::Display for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.$name())
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.$name())
            }
        }
    };
}
pub(crate) use by_name;
