"""A página de um item por fato, que as etapas especializam."""

from contextlib import AbstractContextManager

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import FormView

from seicidades.comum.papeis import Lado, Papel
from seicidades.comum.restricoes import recusa_do_banco
from seicidades.contas.permissoes import Permissao
from seicidades.fluxo import servicos
from seicidades.fluxo.nucleo.comandos import Comando, Recusa, TipoDeComando
from seicidades.fluxo.nucleo.definicao import Etapa, Item
from seicidades.fluxo.paginas.base import (
    A_COMPROVAR,
    EmNomeDeMixin,
    EnvioMixin,
    recusas_com_link,
)


class FatoFormView(EmNomeDeMixin, EnvioMixin, FormView):
    """Página de um item por fato. A etapa declara `item`, `form_class` e `gravar`.

    `gravar(form)` escreve os modelos da etapa e devolve um resumo curto, sem
    dado pessoal; roda com a implantação trancada, dentro de `alterar_fatos`.
    """

    item: str = ""
    mensagem = "Salvo."

    @property
    def permissao(self) -> Permissao:
        return Permissao.VER if self.request.method in ("GET", "HEAD") else Permissao.PREENCHER

    @cached_property
    def item_definicao(self) -> Item:
        """O item, se a versão do roteiro desta implantação o tem."""
        try:
            return self.implantacao.roteiro.itens[self.item]
        except KeyError:
            raise Http404 from None

    @property
    def etapa_definicao(self) -> Etapa:
        return self.implantacao.roteiro.etapa_do_item[self.item_definicao.chave]

    @cached_property
    def recusas(self) -> list[Recusa]:
        """Por que esta pessoa não pode salvar agora; vazia, se pode."""
        comando = Comando(TipoDeComando.ALTERAR_FATOS, item=self.item, dados=A_COMPROVAR)
        return self.por_que_nao(comando, em_nome_de=self.em_nome_de)

    def nomes_possiveis(self) -> tuple[Papel, ...]:
        """O fato pode ser de mais de um papel: a gerência diz quem o informou."""
        item = self.item_definicao
        return item.quem_registra if item.lado == Lado.MUNICIPIO else ()

    def gravar(self, form) -> str:
        raise NotImplementedError

    def dia_do_fato(self, form):
        """Dia em que o fato aconteceu, se a página o pergunta; senão, hoje."""
        return None

    def alteracao(self) -> AbstractContextManager:
        return servicos.alterar_fatos(
            self.implantacao,
            self.request.user,
            self.item_definicao.chave,
            em_nome_de=self.nome_dito() or None,
            origem=self.origem(),
            comprovacao=self.comprovacao(),
            arquivos=self.guardar_comprovante(),
            **self._marca_do_envio(),
        )

    def _marca_do_envio(self) -> dict:
        """Chave, o que se viu e o que se enviou, quando o formulário traz a marca."""
        if "chave" not in self.request.POST:
            return {}
        enviado = {n: v for n, v in self.request.POST.lists() if n != "csrfmiddlewaretoken"}
        anexos = [[n, a.name, a.size] for n, a in self.request.FILES.items()]
        return {
            "chave": self.envio_form.cleaned_data["chave"],
            "seq_esperada": self.envio_form.cleaned_data["seq"],
            "pedido": {"pagina": self.request.path, "enviado": enviado, "anexos": anexos},
        }

    def envio_confere(self, form) -> bool:
        """Uma página sem a marca ainda grava; a marca estragada, não."""
        return "chave" not in self.request.POST or super().envio_confere(form)

    def post(self, request, *args, **kwargs) -> HttpResponse:
        form = self.get_form()
        if form.is_valid() & self.nome_confere() & self.envio_confere(form):
            return self.form_valid(form)
        return self.form_invalid(form)

    def form_valid(self, form) -> HttpResponse:
        try:
            with transaction.atomic(), self.alteracao() as anotacao:
                anotacao.resumo = self.gravar(form)
                anotacao.ocorreu_em = self.dia_do_fato(form)
        except servicos.Recusado as recusado:
            return self.recusar(recusado.recusas, form)
        except servicos.ImplantacaoOcupada as ocupada:
            return self.recusar([Recusa("ocupada", str(ocupada), "")], form)
        except ValidationError as erro:
            return self._apontar(form, erro)
        except IntegrityError as erro:
            recusa = recusa_do_banco(erro)  # outra pessoa gravou o mesmo neste instante
            if recusa is None:
                raise
            return self._apontar(form, recusa)
        except servicos.PedidoRepetido:
            pass  # já está gravado: a pessoa segue como na primeira vez
        messages.success(self.request, self.mensagem)
        for aviso in self.avisos(form):
            messages.warning(self.request, aviso)
        return redirect(self.get_success_url())

    def avisos(self, form) -> list[str]:
        """O que se salvou e é estranho, mas pode estar certo."""
        return []

    def _recusar(self, form, recusas: list[Recusa]) -> HttpResponse:
        """Para a etapa que recusa antes de gravar."""
        return self.recusar(recusas, form)

    def _apontar(self, form, erro: ValidationError) -> HttpResponse:
        """Regra da etapa: no campo, se o formulário o tem; senão, no alto."""
        if hasattr(erro, "error_dict"):
            for campo, erros in erro.error_dict.items():
                form.add_error(campo if campo in form.fields else None, erros)
        else:
            form.add_error(None, erro)
        return self.form_invalid(form)

    def get_success_url(self) -> str:
        return self.url_da_etapa(self.etapa_definicao.chave)

    def get_context_data(self, **kwargs):
        item, etapa = self.item_definicao, self.etapa_definicao
        return super().get_context_data(
            **kwargs,
            item=item,
            item_definicao=item,
            item_estado=self.estado.item(item.chave),
            aviso_previsto=self.aviso_previsto(item.chave),
            etapa=etapa,
            url_da_etapa=self.url_da_etapa(etapa.chave),
            nome_form=self.nome_form,
            conta_do_prazo=self.conta_do_item(item.chave),
            em_nome_de=self.em_nome_de,
            pode_salvar=not self.recusas,
            recusas=recusas_com_link(self.implantacao, self.recusas),
            outras_acoes=self.atos_do_item(item),
        )


class FatoDaImplantacaoView(FatoFormView):
    """Página cujo formulário é um `FormularioDaImplantacao`, com os avisos dele."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"implantacao": self.implantacao}

    def avisos(self, form):
        return form.avisos()
