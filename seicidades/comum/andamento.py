"""A página que acompanha um trabalho de segundo plano."""

ESPERA_S = 2
FRAGMENTO = "componentes/andamento.html"


class AcompanhaTrabalhoMixin:
    """Enquanto o trabalho corre, a página se renova: com htmx só o andamento; sem ele, toda.

    O contexto traz `andamento`, com o que `componentes/andamento.html` pede; o
    resto da página só se monta depois.
    """

    @property
    def em_curso(self) -> bool:
        raise NotImplementedError

    def andamento(self, titulo: str, feitas: int, total: int, rotulo: str) -> dict:
        return {
            "titulo": titulo,
            "feitas": feitas,
            "total": total,
            "rotulo": rotulo,
            "espera": ESPERA_S,
            "url": self.request.path,
        }

    def get_template_names(self):
        fragmento = self.request.htmx and self.request.htmx.target == "andamento"
        return [FRAGMENTO] if fragmento else super().get_template_names()

    def get(self, request, *args, **kwargs):
        resposta = super().get(request, *args, **kwargs)
        if self.em_curso and not request.htmx:
            resposta["Refresh"] = str(ESPERA_S)
        elif request.htmx and not self.em_curso:
            resposta["HX-Refresh"] = "true"
        return resposta
