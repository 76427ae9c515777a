#include "meta/schema.h"

namespace entrepot::meta {
namespace {

// The order of the columns of a key is the order in which pages are read; the order of the columns of a row puts small
// ones first, so that SQLite finds them without walking a long manifest.
const std::vector<std::string>& version_1() {
  static const std::vector<std::string> statements{
      // One sealed value, made with the store: tells whether a root key is this store's.
      "CREATE TABLE store_check (one {INT} PRIMARY KEY CHECK (one = 1), sealed {BLOB} NOT NULL)",

      "CREATE TABLE account (id {TEXT} PRIMARY KEY, created_at {INT} NOT NULL)",
      "CREATE TABLE access_key (id {TEXT} PRIMARY KEY, account_id {TEXT} NOT NULL REFERENCES account (id),"
      " sealed_secret {BLOB} NOT NULL, is_active {INT} NOT NULL, created_at {INT} NOT NULL)",
      "CREATE INDEX access_key_by_account ON access_key (account_id)",

      "CREATE TABLE registry (id {ID}, account_id {TEXT} NOT NULL REFERENCES account (id), region {TEXT} NOT NULL,"
      " UNIQUE (account_id, region))",

      // What is encrypted alike is stored once. kms_key is '' without one, since NULLs are never equal.
      "CREATE TABLE encryption_domain (id {ID}, account_id {TEXT} NOT NULL REFERENCES account (id),"
      " region {TEXT} NOT NULL, type {TEXT} NOT NULL, kms_key {TEXT} NOT NULL,"
      " UNIQUE (account_id, region, type, kms_key))",
      "CREATE TABLE data_key (id {ID}, domain_id {INT} NOT NULL REFERENCES encryption_domain (id),"
      " generation {INT} NOT NULL, public_id {BLOB} NOT NULL, wrapped {BLOB} NOT NULL, created_at {INT} NOT NULL,"
      " UNIQUE (domain_id, generation))",

      // registry_id NULL: deleted, its contents are being removed. NULLs do not collide, so the name is free at once.
      "CREATE TABLE repository (id {ID}, registry_id {INT} REFERENCES registry (id), name {TEXT} NOT NULL,"
      " domain_id {INT} NOT NULL REFERENCES encryption_domain (id), created_at {INT} NOT NULL,"
      " mutability {TEXT} NOT NULL, exclusion_filters {TEXT} NOT NULL, scan_on_push {INT} NOT NULL,"
      " UNIQUE (registry_id, name))",
      "CREATE INDEX repository_deleted ON repository (id) WHERE registry_id IS NULL",
      "CREATE INDEX repository_by_domain ON repository (domain_id)",
      "CREATE TABLE repository_tag (repo_id {INT} NOT NULL REFERENCES repository (id), key {TEXT} NOT NULL,"
      " value {TEXT} NOT NULL, PRIMARY KEY (repo_id, key))",

      // collect_after NULL: some image refers to it. Else the collector looks at it then, and not before.
      "CREATE TABLE blob (id {ID}, domain_id {INT} NOT NULL REFERENCES encryption_domain (id), digest {TEXT} NOT NULL,"
      " size {INT} NOT NULL, data_key_id {INT} NOT NULL REFERENCES data_key (id), created_at {INT} NOT NULL,"
      " collect_after {INT}, corrupt_at {INT}, object_key {TEXT} NOT NULL, UNIQUE (domain_id, digest))",
      "CREATE INDEX blob_to_review ON blob (collect_after) WHERE collect_after IS NOT NULL",
      "CREATE INDEX blob_by_data_key ON blob (data_key_id)",
      // This repository may read that blob.
      "CREATE TABLE repository_blob (repo_id {INT} NOT NULL REFERENCES repository (id),"
      " blob_id {INT} NOT NULL REFERENCES blob (id) ON DELETE RESTRICT, linked_at {INT} NOT NULL,"
      " PRIMARY KEY (repo_id, blob_id))",
      "CREATE INDEX repository_blob_by_blob ON repository_blob (blob_id)",

      "CREATE TABLE image (id {ID}, repo_id {INT} NOT NULL REFERENCES repository (id), digest {TEXT} NOT NULL,"
      " media_type {TEXT} NOT NULL, artifact_type {TEXT} NOT NULL, size {INT} NOT NULL, pushed_at {INT} NOT NULL,"
      " subject {TEXT}, annotations {TEXT}, manifest_size {INT} NOT NULL, manifest {BLOB} NOT NULL,"
      " UNIQUE (repo_id, digest))",
      "CREATE INDEX image_by_subject ON image (repo_id, subject, id) WHERE subject IS NOT NULL",
      "CREATE INDEX image_by_subject_type ON image (repo_id, subject, artifact_type, id) WHERE subject IS NOT NULL",
      // Apart from image, whose rows never change: a pull must not rewrite a manifest.
      "CREATE TABLE image_pull (image_id {INT} PRIMARY KEY REFERENCES image (id), last_pull_at {INT} NOT NULL)",
      // The image needs the blob: the collector's delete of a blob fails on this foreign key.
      "CREATE TABLE image_blob (image_id {INT} NOT NULL REFERENCES image (id),"
      " blob_id {INT} NOT NULL REFERENCES blob (id) ON DELETE RESTRICT, repo_id {INT} NOT NULL,"
      " media_type {TEXT} NOT NULL, PRIMARY KEY (image_id, blob_id))",
      "CREATE INDEX image_blob_by_blob ON image_blob (blob_id, repo_id)",
      "CREATE TABLE image_child (parent_id {INT} NOT NULL REFERENCES image (id),"
      " child_id {INT} NOT NULL REFERENCES image (id) ON DELETE RESTRICT, PRIMARY KEY (parent_id, child_id))",
      "CREATE INDEX image_child_by_child ON image_child (child_id, parent_id)",
      "CREATE TABLE tag (repo_id {INT} NOT NULL REFERENCES repository (id), name {TEXT} NOT NULL,"
      " image_id {INT} NOT NULL REFERENCES image (id), version {INT} NOT NULL, updated_at {INT} NOT NULL,"
      " PRIMARY KEY (repo_id, name))",
      "CREATE INDEX tag_by_image ON tag (image_id, name)",

      // version fences: an append commits only on the version that it began with.
      "CREATE TABLE upload (id {TEXT} PRIMARY KEY, repo_id {INT} NOT NULL REFERENCES repository (id),"
      " principal {TEXT} NOT NULL, data_key_id {INT} NOT NULL REFERENCES data_key (id), durable_bytes {INT} NOT NULL,"
      " parts {INT} NOT NULL, last_part_bytes {INT} NOT NULL, has_small_part {INT} NOT NULL, version {INT} NOT NULL,"
      " created_at {INT} NOT NULL, expires_at {INT} NOT NULL, state {BLOB} NOT NULL)",
      "CREATE INDEX upload_by_repository ON upload (repo_id)",
      "CREATE INDEX upload_by_data_key ON upload (data_key_id)",
      "CREATE INDEX upload_by_expiry ON upload (expires_at)",

      // Objects that no row holds any more.
      "CREATE TABLE tombstone (object_key {TEXT} PRIMARY KEY, delete_after {INT} NOT NULL)",
      "CREATE INDEX tombstone_by_due ON tombstone (delete_after)",
  };
  return statements;
}

// The settings of ECR's private API.
const std::vector<std::string>& version_2() {
  static const std::vector<std::string> statements{
      // One document of each kind: registry policy, replication, scanning, signing, account settings.
      "CREATE TABLE registry_document (registry_id {INT} NOT NULL REFERENCES registry (id), kind {TEXT} NOT NULL,"
      " updated_at {INT} NOT NULL, text {TEXT} NOT NULL, PRIMARY KEY (registry_id, kind))",
      // Repository policy, lifecycle policy. evaluated_at: when it last decided something.
      "CREATE TABLE repository_document (repo_id {INT} NOT NULL REFERENCES repository (id), kind {TEXT} NOT NULL,"
      " updated_at {INT} NOT NULL, evaluated_at {INT}, text {TEXT} NOT NULL, PRIMARY KEY (repo_id, kind))",

      // prefix: without the slash that is always meant; shown_prefix: as it was given.
      "CREATE TABLE cache_rule (registry_id {INT} NOT NULL REFERENCES registry (id), prefix {TEXT} NOT NULL,"
      " shown_prefix {TEXT} NOT NULL, upstream {TEXT} NOT NULL, upstream_url {TEXT} NOT NULL, upstream_prefix {TEXT} "
      "NOT NULL,"
      " credential_arn {TEXT} NOT NULL, role_arn {TEXT} NOT NULL, created_at {INT} NOT NULL, updated_at {INT} NOT NULL,"
      " PRIMARY KEY (registry_id, prefix))",
      // settings: the template's members as JSON, checked when they were set.
      "CREATE TABLE creation_template (registry_id {INT} NOT NULL REFERENCES registry (id), prefix {TEXT} NOT NULL,"
      " shown_prefix {TEXT} NOT NULL, created_at {INT} NOT NULL, updated_at {INT} NOT NULL, settings {TEXT} NOT NULL,"
      " PRIMARY KEY (registry_id, prefix))",
      "CREATE TABLE pull_time_exclusion (registry_id {INT} NOT NULL REFERENCES registry (id),"
      " principal_arn {TEXT} NOT NULL, created_at {INT} NOT NULL, PRIMARY KEY (registry_id, principal_arn))",

      // Apart from image, whose rows never change. No row: active, and never archived. repo_id and digest repeat the
      // image's, for the index that pages of one status are read by.
      "CREATE TABLE image_storage (image_id {INT} PRIMARY KEY REFERENCES image (id), repo_id {INT} NOT NULL,"
      " digest {TEXT} NOT NULL, status {TEXT} NOT NULL, archived_at {INT}, activated_at {INT})",
      "CREATE UNIQUE INDEX image_storage_by_status ON image_storage (repo_id, status, digest)",
      "CREATE INDEX image_storage_activating ON image_storage (image_id) WHERE status = 'ACTIVATING'",
      // Whether an image that may be pulled needs a blob is asked at each read of it. The newest image of those that
      // need it comes first, because of two it is the older one that is archived.
      "CREATE INDEX image_blob_newest ON image_blob (blob_id, repo_id, image_id)",
      "DROP INDEX image_blob_by_blob",
      // The blob's object lies in the archive, as stored_bytes bytes in this form.
      "CREATE TABLE archived_blob (blob_id {INT} PRIMARY KEY REFERENCES blob (id) ON DELETE CASCADE,"
      " object_key {TEXT} NOT NULL UNIQUE, form {TEXT} NOT NULL, stored_bytes {INT} NOT NULL)",
      // The mover looks whether the blob lies where it belongs, then and not before.
      "CREATE TABLE blob_move (blob_id {INT} PRIMARY KEY REFERENCES blob (id) ON DELETE CASCADE,"
      " due_at {INT} NOT NULL)",
      "CREATE INDEX blob_move_by_due ON blob_move (due_at)",
      // The image was given out under this digest too, converted to this media type.
      "CREATE TABLE image_form (repo_id {INT} NOT NULL, digest {TEXT} NOT NULL,"
      " image_id {INT} NOT NULL REFERENCES image (id) ON DELETE CASCADE, media_type {TEXT} NOT NULL,"
      " PRIMARY KEY (repo_id, digest))",
      "CREATE INDEX image_form_by_image ON image_form (image_id)",
  };
  return statements;
}

// Users, groups, roles and what they may do.
const std::vector<std::string>& version_3() {
  static const std::vector<std::string> statements{
      // folded_name: the name without case, by which it is unique. last_version is never given twice.
      "CREATE TABLE managed_policy (id {TEXT} PRIMARY KEY, account_id {TEXT} NOT NULL REFERENCES account (id),"
      " folded_name {TEXT} NOT NULL, name {TEXT} NOT NULL, path {TEXT} NOT NULL, created_at {INT} NOT NULL,"
      " updated_at {INT} NOT NULL, default_version {INT} NOT NULL, last_version {INT} NOT NULL,"
      " description {TEXT} NOT NULL, UNIQUE (account_id, folded_name))",
      "CREATE TABLE policy_version (policy_id {TEXT} NOT NULL REFERENCES managed_policy (id) ON DELETE CASCADE,"
      " version {INT} NOT NULL, created_at {INT} NOT NULL, document {TEXT} NOT NULL, PRIMARY KEY (policy_id, version))",

      // kind: user, group, role. boundary_policy NULL with a boundary_arn: a policy of AWS, which has no row.
      "CREATE TABLE identity (id {TEXT} PRIMARY KEY, account_id {TEXT} NOT NULL REFERENCES account (id),"
      " kind {TEXT} NOT NULL, folded_name {TEXT} NOT NULL, name {TEXT} NOT NULL, path {TEXT} NOT NULL,"
      " created_at {INT} NOT NULL, boundary_arn {TEXT}, boundary_policy {TEXT} REFERENCES managed_policy (id),"
      " UNIQUE (account_id, kind, folded_name))",
      "CREATE INDEX identity_by_boundary ON identity (boundary_arn) WHERE boundary_arn IS NOT NULL",
      // Sessions issued before valid_from, or under another epoch, are refused.
      "CREATE TABLE identity_role (id {TEXT} PRIMARY KEY REFERENCES identity (id) ON DELETE CASCADE,"
      " max_session {INT} NOT NULL, epoch {INT} NOT NULL, valid_from {INT} NOT NULL, description {TEXT} NOT NULL,"
      " trust {TEXT} NOT NULL)",
      "CREATE TABLE group_member (group_id {TEXT} NOT NULL REFERENCES identity (id),"
      " user_id {TEXT} NOT NULL REFERENCES identity (id), PRIMARY KEY (group_id, user_id))",
      "CREATE INDEX group_member_by_user ON group_member (user_id)",
      "CREATE TABLE inline_policy (identity_id {TEXT} NOT NULL REFERENCES identity (id), name {TEXT} NOT NULL,"
      " updated_at {INT} NOT NULL, document {TEXT} NOT NULL, PRIMARY KEY (identity_id, name))",
      // The foreign keys keep a policy that is attached, and an identity that has one, from being deleted.
      "CREATE TABLE policy_attachment (identity_id {TEXT} NOT NULL REFERENCES identity (id),"
      " policy_arn {TEXT} NOT NULL, policy_id {TEXT} REFERENCES managed_policy (id), PRIMARY KEY (identity_id,"
      " policy_arn))",
      "CREATE INDEX policy_attachment_by_policy ON policy_attachment (policy_arn, identity_id)",
      // owner: the unique id of an identity or a policy, or the ARN of a provider; whoever deletes that, deletes these.
      "CREATE TABLE identity_tag (owner {TEXT} NOT NULL, folded_key {TEXT} NOT NULL, key {TEXT} NOT NULL,"
      " value {TEXT} NOT NULL, PRIMARY KEY (owner, folded_key))",
      // client_ids, thumbprints: JSON lists, in the order in which they were given.
      "CREATE TABLE oidc_provider (account_id {TEXT} NOT NULL REFERENCES account (id), url {TEXT} NOT NULL,"
      " created_at {INT} NOT NULL, client_ids {TEXT} NOT NULL, thumbprints {TEXT} NOT NULL, PRIMARY KEY (account_id,"
      " url))",

      // user_id NULL: a key of the account's root.
      "ALTER TABLE access_key ADD COLUMN user_id {TEXT} REFERENCES identity (id)",
      "CREATE INDEX access_key_by_user ON access_key (user_id) WHERE user_id IS NOT NULL",
      "CREATE TABLE access_key_use (key_id {TEXT} PRIMARY KEY REFERENCES access_key (id) ON DELETE CASCADE,"
      " used_at {INT} NOT NULL, region {TEXT} NOT NULL, service {TEXT} NOT NULL)",

      // Every change of any row above adds one to the version and says what it changed; other nodes look for that.
      "CREATE TABLE identity_version (one {INT} PRIMARY KEY CHECK (one = 1), version {INT} NOT NULL)",
      "INSERT INTO identity_version (one, version) VALUES (1, 0)",
      "CREATE TABLE identity_change (version {INT} NOT NULL, kind {TEXT} NOT NULL, id {TEXT} NOT NULL,"
      " PRIMARY KEY (version, kind, id))",
  };
  return statements;
}

}  // namespace

std::span<const std::vector<std::string>> schema_versions() {
  static const std::vector<std::vector<std::string>> versions{version_1(), version_2(), version_3()};
  return versions;
}

}  // namespace entrepot::meta
