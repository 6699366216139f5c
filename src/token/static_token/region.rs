//! Regions: the API host that a region's code stands for. A code that is not known stands for none, since a token is a secret
//! that is not tried out on hosts.

use alloc::string::String;

/// Each code with what its host has between `api` and `.tinybird.co`.
///
/// The hosts, with the provider and the name of each region, are those of `CLOUD_HOSTS` in `tinybird/tb/config.py` of
/// Tinybird's command line (PyPI `tinybird`, 4.6.23), which lists the hosts of two regions twice: the first stands here. A
/// code is the provider and the name, but for the two oldest regions, gcp/europe-west3 and gcp/us-east4.
static HOSTS: [(&str, &str); 9] = [
    ("eu_shared", ""),
    ("us_east", ".us-east"),
    ("gcp-europe-west2", ".europe-west2.gcp"),
    ("aws-us-east-1", ".us-east.aws"),
    ("aws-us-west-2", ".us-west-2.aws"),
    ("aws-eu-central-1", ".eu-central-1.aws"),
    ("aws-eu-west-1", ".eu-west-1.aws"),
    ("aws-ap-east-1", ".ap-east.aws"),
    ("aws-ap-southeast-2", ".ap-southeast-2.aws"),
];

pub(super) fn api_host(code: &str) -> Option<String> {
    let (_, label) = HOSTS.iter().find(|(known, _)| *known == code)?;
    Some(["https://api", label, ".tinybird.co"].concat())
}
