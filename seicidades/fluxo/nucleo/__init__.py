"""O motor em Python puro: nada aqui conhece Django, banco ou tela."""
