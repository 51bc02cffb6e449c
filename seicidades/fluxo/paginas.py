"""Páginas de uma implantação: o que as do fluxo e as das etapas têm em comum."""

from contextlib import AbstractContextManager

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView

from seicidades.contas.permissoes import ExigePermissaoMixin, Permissao, papeis_de
from seicidades.documentos import servicos as documentos
from seicidades.documentos.models import Arquivo
from seicidades.fluxo import servicos
from seicidades.fluxo.forms import EmNomeDeForm
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.comandos import Comando, Contexto, Recusa, TipoDeComando
from seicidades.fluxo.nucleo.definicao import Etapa, Item
from seicidades.fluxo.nucleo.estado import Estado
from seicidades.fluxo.nucleo.regras import impedimentos
from seicidades.municipios.calendario import calendario_do_municipio
from seicidades.municipios.models import Orgao


class PaginaDaImplantacaoMixin(ExigePermissaoMixin):
    """Acha a implantação pela URL; quem não pode vê-la recebe 404."""

    request: HttpRequest
    permissao = Permissao.VER

    @cached_property
    def implantacao(self) -> Implantacao:
        visiveis = (
            Implantacao.objects.visiveis_para(self.request.user)
            .com_lugar()
            .select_related("versao")
        )
        return get_object_or_404(visiveis, pk=self.kwargs["implantacao_id"])

    @cached_property
    def orgao(self) -> Orgao:
        return self.implantacao.orgao

    def get_orgao(self) -> Orgao:
        return self.orgao

    @cached_property
    def estado(self) -> Estado:
        return self.implantacao.ler_estado()

    @cached_property
    def papeis(self):
        return papeis_de(self.request.user, self.orgao)

    @cached_property
    def calendario(self):
        return calendario_do_municipio(self.orgao.municipio_id)

    def por_que_nao(self, comando: Comando, etapas=(), em_nome_de: str = "") -> list[Recusa]:
        """As razões por que esta pessoa não pode dar o comando agora."""
        ator = servicos.ator_de(self.request.user, self.orgao, em_nome_de)
        contexto = Contexto(
            self.calendario, timezone.now(), servicos.apurar(self.implantacao, etapas)
        )
        roteiro = self.implantacao.roteiro
        recusas = impedimentos(roteiro, self.estado, comando, ator, contexto)
        return servicos.contar_quem_e_quando(self.implantacao, recusas)

    def url_da_cidade(self) -> str:
        return reverse("fluxo:cidade", args=[self.implantacao.pk])

    def url_da_etapa(self, chave: str) -> str:
        return reverse("fluxo:etapa", args=[self.implantacao.pk, chave])

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            implantacao=self.implantacao,
            orgao=self.orgao,
            municipio=self.orgao.municipio,
            url_da_cidade=self.url_da_cidade(),
        )


def url_do_item(implantacao: Implantacao, item: Item) -> str:
    """A página própria do item ou a genérica."""
    if item.pagina:
        return reverse(item.pagina, kwargs={"implantacao_id": implantacao.pk})
    return reverse("fluxo:item", args=[implantacao.pk, item.chave])


def url_do_alvo(implantacao: Implantacao, chave: str) -> str:
    """Onde se mende o que uma recusa aponta: a página do item ou da etapa."""
    roteiro = implantacao.roteiro
    if chave in roteiro.itens:
        return url_do_item(implantacao, roteiro.itens[chave])
    if chave in roteiro.por_chave:
        return reverse("fluxo:etapa", args=[implantacao.pk, chave])
    return ""


def recusas_com_link(implantacao: Implantacao, recusas: list[Recusa]) -> list[dict]:
    """Recusas como o componente as mostra: cada uma leva aonde se resolve."""
    return [
        {
            "mensagem": recusa.mensagem,
            "saida": recusa.saida,
            "url": url_do_alvo(implantacao, recusa.item),
        }
        for recusa in recusas
    ]


class EmNomeDeMixin:
    """Páginas em que a gerência pode registrar em nome de quem é do papel."""

    @cached_property
    def em_nome_de(self) -> str:
        """O papel ou lado em cujo nome se registra; vazio, se a pessoa age por si."""
        item = self.item_definicao
        if item is None or self._anda_por_si(item):
            return ""
        ator = servicos.ator_de(self.request.user, self.orgao)
        if not ator.gerente or item.lado == "prodesp":
            return ""
        return str(item.papel) if item.lado == "municipio" else str(item.lado)

    def _anda_por_si(self, item: Item) -> bool:
        return item.lado not in ("sggd", "terceiro") and item.papel in self.papeis

    @cached_property
    def nome_form(self) -> EmNomeDeForm | None:
        if not self.em_nome_de:
            return None
        if self.request.method == "POST":
            return EmNomeDeForm(self.request.POST, self.request.FILES)
        return EmNomeDeForm()

    def nome_confere(self) -> bool:
        return self.nome_form is None or self.nome_form.is_valid()

    def origem(self) -> str:
        return self.nome_form.cleaned_data["origem"] if self.nome_form else "tela"

    def comprovacao(self) -> str:
        return self.nome_form.cleaned_data["comprovacao"] if self.nome_form else ""

    def guardar_comprovante(self) -> list[Arquivo]:
        arquivo = self.nome_form.cleaned_data.get("arquivo") if self.nome_form else None
        if not arquivo:
            return []
        return [documentos.guardar(self.orgao, arquivo, self.request.user)]


class FatoFormView(EmNomeDeMixin, PaginaDaImplantacaoMixin, FormView):
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
    def item_definicao(self) -> Item | None:
        return self.implantacao.roteiro.itens.get(self.item)

    @cached_property
    def etapa_definicao(self) -> Etapa:
        return self.implantacao.roteiro.etapa_do_item[self.item]

    @cached_property
    def recusas(self) -> list[Recusa]:
        """Por que esta pessoa não pode salvar agora; vazia, se pode."""
        comando = Comando(
            TipoDeComando.ALTERAR_FATOS, item=self.item, dados={"comprovacao": "a informar"}
        )
        recusas = self.por_que_nao(comando, em_nome_de=self.em_nome_de)
        return [r for r in recusas if r.codigo != "falta_canal"]

    def gravar(self, form) -> str:
        raise NotImplementedError

    def dia_do_fato(self, form):
        """Dia em que o fato aconteceu, se a página o pergunta; senão, hoje."""
        return None

    def alteracao(self) -> AbstractContextManager:
        return servicos.alterar_fatos(
            self.implantacao,
            self.request.user,
            self.item,
            em_nome_de=self.em_nome_de or None,
            origem=self.origem(),
            comprovacao=self.comprovacao(),
            arquivos=self.guardar_comprovante(),
        )

    def post(self, request, *args, **kwargs) -> HttpResponse:
        form = self.get_form()
        if form.is_valid() & self.nome_confere():
            return self.form_valid(form)
        return self.form_invalid(form)

    def form_valid(self, form) -> HttpResponse:
        try:
            with transaction.atomic(), self.alteracao() as anotacao:
                anotacao.resumo = self.gravar(form)
                anotacao.ocorreu_em = self.dia_do_fato(form)
        except servicos.Recusado as recusado:
            return self._recusar(form, recusado.recusas)
        except servicos.ImplantacaoOcupada as ocupada:
            form.add_error(None, str(ocupada))
            return self.form_invalid(form)
        except ValidationError as erro:
            return self._apontar(form, erro)
        messages.success(self.request, self.mensagem)
        return redirect(self.get_success_url())

    def _recusar(self, form, recusas: list[Recusa]) -> HttpResponse:
        contexto = self.get_context_data(form=form, recusas_do_envio=self._com_link(recusas))
        papel = any(r.codigo in servicos.RECUSAS_DE_PAPEL for r in recusas)
        return self.render_to_response(contexto, status=403 if papel else 409)

    def _apontar(self, form, erro: ValidationError) -> HttpResponse:
        """Regra da etapa: no campo, se o formulário o tem; senão, no alto."""
        if hasattr(erro, "error_dict"):
            for campo, erros in erro.error_dict.items():
                form.add_error(campo if campo in form.fields else None, erros)
        else:
            form.add_error(None, erro)
        return self.form_invalid(form)

    def _com_link(self, recusas: list[Recusa]) -> list[dict]:
        return recusas_com_link(self.implantacao, recusas)

    def get_success_url(self) -> str:
        return self.url_da_etapa(self.etapa_definicao.chave)

    def get_context_data(self, **kwargs):
        kwargs.setdefault("recusas_do_envio", [])
        etapa = self.etapa_definicao
        return super().get_context_data(
            **kwargs,
            item=self.item_definicao,
            item_definicao=self.item_definicao,
            item_estado=self.estado.item(self.item),
            etapa=etapa,
            url_da_etapa=self.url_da_etapa(etapa.chave),
            nome_form=self.nome_form,
            em_nome_de=self.em_nome_de,
            pode_salvar=not self.recusas,
            recusas=self._com_link(self.recusas),
        )
