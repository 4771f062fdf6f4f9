package main

import (
	"errors"
	"fmt"

	"github.com/vmware/go-vcloud-director/v3/govcd"
	"github.com/vmware/go-vcloud-director/v3/types/v56"
)

// Runtime defined entities, as the cluster API provider keeps them.
func entityChecks(tenant, provider *govcd.VCDClient) []check {
	var entityType *govcd.DefinedEntityType
	var entity *govcd.DefinedEntity
	return []check{
		{"an entity type is defined", func() (err error) {
			entityType, err = provider.CreateRdeType(&types.DefinedEntityType{
				Name: "Conformance", Vendor: "conformance", Nss: "cluster", Version: "1.0.0",
				Schema: map[string]interface{}{
					"type": "object", "required": []string{"kind"},
					"properties": map[string]interface{}{"kind": map[string]interface{}{"type": "string"}},
				},
			})
			return err
		}},
		{"an entity type is found", func() error {
			found, err := tenant.GetRdeType("conformance", "cluster", "1.0.0")
			if err != nil {
				return err
			}
			return equal("id", found.DefinedEntityType.ID, entityType.DefinedEntityType.ID)
		}},
		{"an entity is created and resolved", func() (err error) {
			wish := types.DefinedEntity{Name: "one", Entity: map[string]interface{}{"kind": "cluster"}}
			if entity, err = tenant.CreateRde("conformance", "cluster", "1.0.0", wish, nil); err != nil {
				return err
			}
			if err := entity.Resolve(); err != nil {
				return err
			}
			return equal("state", entity.State(), "RESOLVED")
		}},
		{"an entity is changed", func() error {
			changed := types.DefinedEntity{Entity: map[string]interface{}{"kind": "cluster", "nodes": 2}}
			if err := entity.Update(changed); err != nil {
				return err
			}
			if entity.Etag == "" {
				return errors.New("it has no ETag")
			}
			return nil
		}},
		{"an entity that somebody else has changed is not", func() error {
			other, err := tenant.GetRdeById(entity.DefinedEntity.ID)
			if err != nil {
				return err
			}
			same := types.DefinedEntity{Entity: map[string]interface{}{"kind": "cluster"}}
			if err := entity.Update(same); err != nil {
				return err
			}
			if other.Update(same) == nil {
				return errors.New("it was changed")
			}
			return nil
		}},
		{"entities are listed by name", func() error {
			found, err := tenant.GetRdesByName("conformance", "cluster", "1.0.0", "one")
			if err != nil {
				return err
			}
			return equal("number of entities", len(found), 1)
		}},
		{"an entity and its type are deleted", func() error {
			id := entity.DefinedEntity.ID
			if err := entity.Delete(); err != nil {
				return err
			}
			if _, err := tenant.GetRdeById(id); !govcd.ContainsNotFound(err) {
				return fmt.Errorf("it answered %v", err)
			}
			return entityType.Delete()
		}},
	}
}
