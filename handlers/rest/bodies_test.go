package rest_test

// generation is a body that is accepted; changes replace members, nil removes.
func generation(changes object) object {
	return changed(object{
		"name": "shops", "patternType": "prefix", "variableLength": 3, "characterSet": "abc",
		"constantString": "shop", "tlds": []string{"com"}, "numDomainsToGenerate": "5",
	}, changes)
}

func dnsPersona(changes object) object {
	return changed(object{"name": "public", "configDetails": object{"resolvers": []string{"9.9.9.9"}}}, changes)
}

func httpPersona(changes object) object {
	return changed(object{"name": "browser", "configDetails": object{"userAgent": "test"}}, changes)
}

func keywordSet(changes object) object {
	return changed(object{"name": "words", "rules": []object{{"pattern": "login", "ruleType": "string"}}}, changes)
}

func changed(body, changes object) object {
	for name, value := range changes {
		if body[name] = value; value == nil {
			delete(body, name)
		}
	}
	return body
}
