/** The host that `tb` takes where nobody has said another. */
export const DEFAULT_HOST = "https://api.europe-west2.gcp.tinybird.co";
