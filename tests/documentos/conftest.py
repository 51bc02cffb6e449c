import pytest


@pytest.fixture(autouse=True)
def pasta_do_cofre(settings, tmp_path):
    """Cada teste com o seu cofre, vazio."""
    settings.MEDIA_ROOT = str(tmp_path / "arquivos")
    return tmp_path / "arquivos"


@pytest.fixture
def em_disco(pasta_do_cofre):
    """Os arquivos que há no cofre, por caminho relativo, em ordem."""

    def listar():
        return sorted(
            caminho.relative_to(pasta_do_cofre).as_posix()
            for caminho in pasta_do_cofre.rglob("*")
            if caminho.is_file()
        )

    return listar
