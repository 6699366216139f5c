/**
 * The signing key of the demo workspace. It was made with `generateLocalTokens`, as a Tinybird Local is given one; the
 * workspace does not exist, and the key is no secret. Never put a real one into a page.
 */
export const DEMO_KEY =
  "p.eyJ1IjogImQ3NWYwM2UyLTI4YTctNDRiMC05ZmY1LTQwZTA4N2JhMTE5ZiIsICJpZCI6ICJjZjFhOGIzOS0zNTQ2LTQ2OTctOTFmNy00ZWQ4NGYyZTZkYzgiLCAiaG9zdCI6IG51bGx9.SiTDT1qldD2yNmVFDSr_78zzztQEZJkoi-da49UHWho";
