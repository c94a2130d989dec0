// The client's own GraphQL operations, so that what is tested is what the app sends.

import { readFileSync } from "node:fs";

function operation(...names) {
  return names
    .map((name) =>
      readFileSync(new URL(`../../crates/client-core/graphql/${name}.graphql`, import.meta.url), "utf8"),
    )
    .join("\n");
}

export const REQUEST_MAGIC_LINK = operation("request_magic_link");
export const MAGIC_LINK = operation("magic_link");
export const VERIFY_MAGIC_LINK = operation("verify_magic_link");
export const VERIFY_SIGN_IN_CODE = operation("verify_sign_in_code");
export const MY_ACCOUNT = operation("my_account");
export const SET_DISPLAY_NAME = operation("set_display_name");
export const REQUEST_ADDRESS_CHANGE = operation("request_address_change");
export const ADDRESS_CHANGE = operation("address_change");
export const CONFIRM_ADDRESS_CHANGE = operation("confirm_address_change");
export const MY_SESSIONS = operation("my_sessions");
export const MY_SIGN_INS = operation("my_sign_ins");
export const REVOKE_SESSION = operation("revoke_session");
export const REVOKE_OTHER_SESSIONS = operation("revoke_other_sessions");
export const DELETE_ACCOUNT = operation("delete_account");
export const LOGOUT = operation("logout");
export const SYNC_ANONYMOUS_DATA = operation("sync_anonymous_data", "versions");
export const PUSH_CHANGES = operation("push_changes", "versions");
export const CHANGES = operation("changes", "versions");
export const HISTORY = operation("history", "versions");
export const MY_PREFERENCES = operation("my_preferences");
export const UPDATE_PREFERENCES = operation("update_preferences");
export const BACKUP_CHECK = operation("backup_check");

// What the client learns from verifyMagicLink and keeps; asked for by itself it shows who a cookie signs in.
export const ME = "query Me { me { id email hasCloudStorage } }";
