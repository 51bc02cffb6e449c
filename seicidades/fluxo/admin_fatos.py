"""Fatos das etapas no admin: a edição passa pelo motor, como a das telas."""

from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect

from seicidades.fluxo import servicos
from seicidades.fluxo.models import Implantacao


class FatosAdminMixin:
    """ModelAdmin de um fato: a classe declara `item_do_fato` e `implantacao_do_fato`.

    Valem as regras do motor: muda quem tem o papel do item ou gerencia a carteira;
    a quem só administra, a recusa diz a quem pedir.
    """

    actions = None

    def item_do_fato(self, obj) -> str:
        raise NotImplementedError

    def implantacao_do_fato(self, obj) -> Implantacao:
        raise NotImplementedError

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Uma recusa do motor vira mensagem, e nada do pedido fica gravado."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except servicos.Recusado as recusado:
            for recusa in recusado.recusas:
                messages.error(request, f"{recusa.mensagem} {recusa.saida}")
        except (servicos.ImplantacaoOcupada, ValidationError) as erro:
            messages.error(request, str(erro))
        return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request, obj, form, change):
        with self._alterando(request, obj):
            super().save_model(request, obj, form, change)

    @contextmanager
    def _alterando(self, request, obj):
        implantacao, item = self.implantacao_do_fato(obj), self.item_do_fato(obj)
        definicao = implantacao.roteiro.itens[item]
        nome = definicao.papel if definicao.lado == "municipio" else definicao.lado
        with servicos.alterar_fatos(
            implantacao,
            request.user,
            item,
            f"Corrigido na administração: {self.model._meta.verbose_name}.",
            em_nome_de="" if definicao.lado == "prodesp" else str(nome),
            origem="oficio",
            comprovacao="Correção feita na administração.",
        ):
            yield
