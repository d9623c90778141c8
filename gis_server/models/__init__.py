"""What each route answers, as types: documentation that the page's types are made of. No request runs them."""
