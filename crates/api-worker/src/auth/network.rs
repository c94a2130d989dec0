//! The network that a request comes from, as coarse as one household or office: what is counted, never whom it is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A network: the first 24 bits of an IPv4 address, or the first 48 of an IPv6 address, of which one subscriber has many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network(IpAddr);

impl Network {
    /// The network of an address; nothing when the text is none.
    pub fn of(address: &str) -> Option<Self> {
        let address: IpAddr = address.trim().parse().ok()?;
        Some(Self(match address.to_canonical() {
            IpAddr::V4(address) => {
                IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() & (u32::MAX << 8)))
            }
            IpAddr::V6(address) => {
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 80)))
            }
        }))
    }

    /// Its first address.
    pub(super) fn first_address(self) -> String {
        self.0.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_network_and_others_are_not() {
        let cases = [
            ("203.0.113.7", "203.0.113.0"),
            (" 203.0.113.255", "203.0.113.0"),
            ("203.0.114.7", "203.0.114.0"),
            ("::ffff:203.0.113.7", "203.0.113.0"),
            ("2001:db8:1:2:3::4", "2001:db8:1::"),
            ("2001:db8:1:ffff::1", "2001:db8:1::"),
            ("2001:db8:2::1", "2001:db8:2::"),
        ];
        for (address, network) in cases {
            let of = Network::of(address).map(Network::first_address);
            assert_eq!(of.as_deref(), Some(network), "{address}");
        }
    }

    #[test]
    fn what_is_no_address_has_no_network() {
        for text in ["", "localhost", "203.0.113", "203.0.113.7, 203.0.113.8"] {
            assert_eq!(Network::of(text), None, "{text}");
        }
    }
}
