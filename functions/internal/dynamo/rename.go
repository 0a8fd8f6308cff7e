package dynamo

import (
	"context"
	"errors"
	"maps"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// renaming is a rename's part in a Commit: the user moves to the key of its new
// name with all its attributes, as they are, on the condition that none has
// changed since. Every write that judging a code makes changes the revision.
func (s *Store) renaming(ctx context.Context, attempt string, r mfa.Rename) ([]action, error) {
	oldPK, newPK := userKey(r.User.Name), userKey(r.Name)
	found, err := s.get(ctx, oldPK)
	if errors.Is(err, mfa.ErrNotFound) {
		return nil, mfa.ErrConflict
	}
	if err != nil {
		return nil, err
	}
	if u, err := newUser(found); err != nil || u.Revision != r.User.Revision {
		return nil, errors.Join(err, mfa.ErrConflict)
	}
	moved, err := movedUser(attempt, found, newPK, r)
	if err != nil {
		return nil, err
	}
	asRead := isUser(r.User).And(
		isRevision(r.User.Revision), hasPermissionsRevision(r.User), hasTicketsRevision(r.User))
	actions := []action{putting(moved, asRead)}
	if newPK != oldPK {
		actions = []action{putting(moved, notExists), deleting(oldPK, asRead)}
	}
	for serial := range r.User.Devices {
		actions = append(actions, updating(deviceKey(serial),
			stamped(attempt).
				Set(expression.Name("owner.name"), value(r.Name)).
				Set(expression.Name("owner.path"), value(r.Path)),
			expression.Name("owner.id").Equal(value(r.User.ID))))
	}
	for _, k := range r.Keys {
		secret := expression.Name("secret")
		actions = append(actions, updating(accessKeyPK(k.ID),
			expression.Set(expression.Name("user"), value(newPK)).
				Set(expression.Name("user_name"), value(r.Name)).
				Set(expression.Name("user_path"), value(r.Path)).
				Set(secret, value(k.Sealed)),
			ofUser(r.User.Name).And(secret.Equal(value(k.Secret)))))
	}
	return actions, nil
}

// movedUser is the item of a user under another name. Its revision is as good as
// random, like that of a new user: whatever was begun under the old name finds
// another one, even if the user gets the old name back.
func movedUser(attempt string, found item, pk string, r mfa.Rename) (item, error) {
	changed, err := attributevalue.MarshalMap(struct {
		indexKeys
		Name                string `dynamodbav:"name"`
		Path                string `dynamodbav:"path"`
		PermissionsRevision string `dynamodbav:"permissions_revision"`
		TicketsRevision     string `dynamodbav:"tickets_revision"`
		writeStamp
	}{indexKeysOf(pk, allUsers), r.Name, r.Path, attempt, attempt, firstStamp(attempt)})
	if err != nil {
		return nil, err
	}
	moved := maps.Clone(found)
	maps.Copy(moved, changed)
	delete(moved, "tickets")
	return moved, nil
}
