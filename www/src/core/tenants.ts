/** The tenants whose page views are in the page's data set. */
export const TENANTS = ["acme", "globex", "initech"] as const;
