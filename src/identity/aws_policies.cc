#include "identity/aws_policies.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace entrepot::identity {
namespace {

// AWS managed policy reference guide. Ids, versions and times are those that AWS answers.
constexpr std::array kPolicies{
    AwsPolicy{.name = "AWSKeyManagementServicePowerUser",
              .path = "/",
              .id = "ANPAJNPP7PPPPMJRV2SA4",
              .description = "Provides access to AWS Key Management Service (KMS).",
              .version = 2,
              .created_at = 1'423'161'620,
              .updated_at = 1'488'906'016,
              .document = R"({
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": [
                "kms:CreateAlias",
                "kms:CreateKey",
                "kms:DeleteAlias",
                "kms:Describe*",
                "kms:GenerateRandom",
                "kms:Get*",
                "kms:List*",
                "kms:TagResource",
                "kms:UntagResource",
                "iam:ListGroups",
                "iam:ListRoles",
                "iam:ListUsers"
            ],
            "Resource": "*"
        }
    ]
})"},
    AwsPolicy{.name = "AdministratorAccess",
              .path = "/",
              .id = "ANPAIWMBCKSKIEE64ZLYK",
              .description = "Provides full access to AWS services and resources.",
              .version = 1,
              .created_at = 1'423'161'586,
              .updated_at = 1'423'161'586,
              .document = R"({
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "*",
            "Resource": "*"
        }
    ]
})"},
    AwsPolicy{.name = "AmazonEC2ContainerRegistryFullAccess",
              .path = "/",
              .id = "ANPAIESRL7KD7IIVF6V4W",
              .description = "Provides administrative access to Amazon ECR resources",
              .version = 3,
              .created_at = 1'450'718'888,
              .updated_at = 1'607'120'881,
              .document = R"({
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": [
                "ecr:*",
                "cloudtrail:LookupEvents"
            ],
            "Resource": "*"
        },
        {
            "Effect": "Allow",
            "Action": [
                "iam:CreateServiceLinkedRole"
            ],
            "Resource": "*",
            "Condition": {
                "StringEquals": {
                    "iam:AWSServiceName": [
                        "replication.ecr.amazonaws.com"
                    ]
                }
            }
        }
    ]
})"},
    AwsPolicy{.name = "AmazonEC2ContainerRegistryPowerUser",
              .path = "/",
              .id = "ANPAJDNE5PIHROIBGGDDW",
              .description = "Provides full access to Amazon EC2 Container Registry repositories, but does not allow "
                             "repository deletion or policy changes.",
              .version = 3,
              .created_at = 1'450'718'776,
              .updated_at = 1'575'922'141,
              .document = R"({
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": [
                "ecr:GetAuthorizationToken",
                "ecr:BatchCheckLayerAvailability",
                "ecr:GetDownloadUrlForLayer",
                "ecr:GetRepositoryPolicy",
                "ecr:DescribeRepositories",
                "ecr:ListImages",
                "ecr:DescribeImages",
                "ecr:BatchGetImage",
                "ecr:GetLifecyclePolicy",
                "ecr:GetLifecyclePolicyPreview",
                "ecr:ListTagsForResource",
                "ecr:DescribeImageScanFindings",
                "ecr:InitiateLayerUpload",
                "ecr:UploadLayerPart",
                "ecr:CompleteLayerUpload",
                "ecr:PutImage"
            ],
            "Resource": "*"
        }
    ]
})"},
    AwsPolicy{.name = "AmazonEC2ContainerRegistryPullOnly",
              .path = "/",
              .id = "ANPAZKAPJZG4K7WQIQSHQ",
              .description = "Provides pull only access to Amazon ECR repositories",
              .version = 1,
              .created_at = 1'728'545'283,
              .updated_at = 1'728'545'283,
              .document = R"({
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": [
                "ecr:GetAuthorizationToken",
                "ecr:BatchImportUpstreamImage",
                "ecr:GetDownloadUrlForLayer",
                "ecr:BatchGetImage"
            ],
            "Resource": "*"
        }
    ]
})"},
    AwsPolicy{.name = "AmazonEC2ContainerRegistryReadOnly",
              .path = "/",
              .id = "ANPAIFYZPA37OOHVIH7KQ",
              .description = "Provides read-only access to Amazon EC2 Container Registry repositories.",
              .version = 3,
              .created_at = 1'450'718'644,
              .updated_at = 1'575'922'032,
              .document = R"({
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": [
                "ecr:GetAuthorizationToken",
                "ecr:BatchCheckLayerAvailability",
                "ecr:GetDownloadUrlForLayer",
                "ecr:GetRepositoryPolicy",
                "ecr:DescribeRepositories",
                "ecr:ListImages",
                "ecr:DescribeImages",
                "ecr:BatchGetImage",
                "ecr:GetLifecyclePolicy",
                "ecr:GetLifecyclePolicyPreview",
                "ecr:ListTagsForResource",
                "ecr:DescribeImageScanFindings"
            ],
            "Resource": "*"
        }
    ]
})"},
    AwsPolicy{.name = "IAMFullAccess",
              .path = "/",
              .id = "ANPAI7XKCFMBPM3QQRRVQ",
              .description = "Provides full access to IAM via the AWS Management Console.",
              .version = 2,
              .created_at = 1'423'161'638,
              .updated_at = 1'561'145'760,
              .document = R"({
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": [
                "iam:*",
                "organizations:DescribeAccount",
                "organizations:DescribeOrganization",
                "organizations:DescribeOrganizationalUnit",
                "organizations:DescribePolicy",
                "organizations:ListChildren",
                "organizations:ListParents",
                "organizations:ListPoliciesForTarget",
                "organizations:ListRoots",
                "organizations:ListPolicies",
                "organizations:ListTargetsForPolicy"
            ],
            "Resource": "*"
        }
    ]
})"},
};

static_assert(std::ranges::is_sorted(kPolicies, {}, &AwsPolicy::name));

constexpr std::string_view kPrefix = "arn:aws:iam::aws:policy";

}  // namespace

std::string AwsPolicy::arn() const {
  return fmt::format("{}{}{}", kPrefix, path, name);
}

std::span<const AwsPolicy> aws_policies() {
  return kPolicies;
}

const AwsPolicy* find_aws_policy(std::string_view arn) {
  if (!arn.starts_with(kPrefix)) return nullptr;
  arn.remove_prefix(kPrefix.size());
  const auto found = std::ranges::find_if(kPolicies, [&](const AwsPolicy& policy) {
    return arn.size() == policy.path.size() + policy.name.size() && arn.starts_with(policy.path) &&
           arn.ends_with(policy.name);
  });
  return found == kPolicies.end() ? nullptr : &*found;
}

}  // namespace entrepot::identity
