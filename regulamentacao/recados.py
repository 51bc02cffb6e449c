"""O que a trilha diz no alto da sua página: onde estão os cinco atos."""

from collections.abc import Iterator

from django.urls import reverse

from regulamentacao.gestao import TRILHA
from seicidades.fluxo.recados import Recado, registrar_recados


@registrar_recados(TRILHA)
def recados(implantacao, usuario) -> Iterator[Recado]:
    yield Recado(
        titulo="Os cinco atos, em ordem",
        texto="Quem responde por cada um, a data combinada e o modelo de minuta.",
        url=reverse("regulamentacao:gestao_documental", args=[implantacao.pk]),
        link="Ver os cinco atos",
        tipo="info",
        so_na_etapa=True,
    )
