//! Regions: the API host that a region's code stands for. A code that is not known stands for none, since a token is a secret
//! that is not tried out on hosts.

use alloc::string::String;

/// Each code with its host.
///
/// The hosts, with the provider and the name of each region, are those of `CLOUD_HOSTS` in `tinybird/tb/config.py` of
/// Tinybird's command line (PyPI `tinybird`, 4.6.23), which lists the hosts of two regions twice: the first stands here. A
/// code is the provider and the name, but for the two oldest regions, gcp/europe-west3 and gcp/us-east4, which have their
/// regular code as well. `gcp-northamerica-northeast2` is a region of Tinybird's documentation, page "Regions and
/// endpoints", that the command line lacks.
static HOSTS: [(&str, &str); 15] = [
    ("eu_shared", "https://api.tinybird.co"),
    ("us_east", "https://api.us-east.tinybird.co"),
    ("gcp-europe-west3", "https://api.tinybird.co"),
    ("gcp-us-east4", "https://api.us-east.tinybird.co"),
    ("gcp-europe-west2", "https://api.europe-west2.gcp.tinybird.co"),
    ("gcp-northamerica-northeast2", "https://api.northamerica-northeast2.gcp.tinybird.co"),
    ("aws-us-east-1", "https://api.us-east.aws.tinybird.co"),
    ("us-east-aws", "https://api.us-east.aws.tinybird.co"),
    ("aws-us-west-2", "https://api.us-west-2.aws.tinybird.co"),
    ("aws-eu-central-1", "https://api.eu-central-1.aws.tinybird.co"),
    ("aws-eu-west-1", "https://api.eu-west-1.aws.tinybird.co"),
    ("aws-ap-east-1", "https://api.ap-east.aws.tinybird.co"),
    ("aws-ap-southeast-2", "https://api.ap-southeast-2.aws.tinybird.co"),
    ("local", "http://localhost:7181"),
    ("localhost", "http://localhost:7181"),
];

pub(super) fn api_host(code: &str) -> Option<String> {
    HOSTS.iter().find_map(|(known, host)| (*known == code).then(|| String::from(*host)))
}
