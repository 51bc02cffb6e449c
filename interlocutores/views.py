"""Páginas dos interlocutores: designar, substituir, encerrar, ato, suplentes e contatos."""

from functools import cached_property

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from interlocutores import acesso, forms, quadro, servicos
from interlocutores.apuracao import (
    ITEM_DA_DESIGNACAO,
    ITEM_DO_ATO,
    ITEM_DO_CONTATO,
    ITEM_DOS_SUPLENTES,
)
from interlocutores.models import Designacao
from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.contas import servicos as contas
from seicidades.contas.permissoes import decide_pessoas
from seicidades.documentos import servicos as documentos
from seicidades.fluxo.paginas import FatoDaImplantacaoView


class PaginaDosInterlocutores(FatoDaImplantacaoView):
    """Base: quem exerce os papéis hoje e quem já se conhece."""

    @cached_property
    def em_exercicio(self) -> list[Designacao]:
        """Quem exerce algum papel hoje, na ordem dos papéis, o titular primeiro."""
        todas = self.implantacao.interlocutores_designacoes.em_exercicio(servicos.hoje())
        return list(todas.na_ordem_dos_papeis().select_related("ato", "implantacao__orgao"))

    @cached_property
    def ve_avisos(self) -> bool:
        """Avisos de saída e recusas do correio são de quem decide sobre as pessoas."""
        return decide_pessoas(self.request.user, self.orgao)

    def pessoa_pedida(self) -> dict:
        """Dados de alguém já designado, para não digitar duas vezes (`?pessoa=`)."""
        pedida = self.request.GET.get("pessoa", "")
        for designacao in self.em_exercicio:
            if str(designacao.pk) == pedida:
                return {campo: getattr(designacao, campo) for campo in servicos.CAMPOS_DA_PESSOA}
        return {}

    def com_acesso(self, papel: Papel, *, suplente: bool = False) -> dict:
        """Dados de quem já exerce o papel pelo acesso e falta designar; vazio, se ninguém."""
        for vinculo in acesso.acessos_sem_designacao(self.implantacao):
            if (vinculo.papel, vinculo.suplente) == (papel, suplente):
                campos = ("nome", "nome_social", "email", "telefone")
                dados = {campo: getattr(vinculo.usuario, campo) for campo in campos}
                return dados | {"inicio": vinculo.inicio}
        return {}

    def outras_pessoas(self, exceto: str = "") -> list[Designacao]:
        """Uma designação por pessoa em exercício, para oferecer os dados dela."""
        por_email = {d.email: d for d in reversed(self.em_exercicio) if d.email != exceto}
        return sorted(por_email.values(), key=lambda d: d.nome_publico)


class DeQuemRepresentaMixin:
    """Quem representa o município troca qualquer um dos quatro, em qualquer versão do roteiro.

    A implantação em curso guarda a versão com que começou: na que não diz quem mais registra o
    item (`tambem_por`), quem representa grava no item que é seu.
    """

    item_de_costume = ""

    @property
    def item(self) -> str:
        item = self.implantacao.roteiro.itens.get(self.item_de_costume)
        de_fora = item is not None and self.papeis.isdisjoint(item.quem_registra)
        if de_fora and Papel.REPRESENTANTE in self.papeis:
            return ITEM_DA_DESIGNACAO[Papel.GESTOR_SEI]
        return self.item_de_costume

    def get_context_data(self, **kwargs):
        """A página continua a ser a do papel, grave-se onde se gravar."""
        contexto = super().get_context_data(**kwargs)
        if item := self.implantacao.roteiro.itens.get(self.item_de_costume):
            contexto["item"] = contexto["item_definicao"] = item
        return contexto


class PaginaDoPapel(DeQuemRepresentaMixin, PaginaDosInterlocutores):
    """Base das páginas de um dos quatro papéis."""

    papel = Papel.GESTOR_SEI

    @property
    def item_de_costume(self) -> str:
        return ITEM_DA_DESIGNACAO[self.papel]

    @cached_property
    def designacao(self) -> Designacao | None:
        return servicos.designacao_de(self.implantacao, self.papel)

    def url_do_papel(self) -> str:
        return reverse(f"interlocutores:{self.papel}", args=[self.implantacao.pk])

    def dia_do_fato(self, form):
        return form.cleaned_data.get("inicio")

    def get_context_data(self, **kwargs):
        historia = self.implantacao.interlocutores_designacoes.titulares()
        historia = (
            historia.filter(papel=self.papel).select_related("ato").order_by("-inicio", "-pk")
        )
        atual = self.designacao
        return super().get_context_data(
            **kwargs,
            lugar=quadro.montar(self.implantacao)[self.papel],
            ve_avisos=self.ve_avisos,
            papel=self.papel,
            designacao=atual,
            acesso=atual and acesso.acesso_de(atual),
            convite=atual and acesso.convite_de(atual),
            historia=[d for d in historia if d != atual],
            outras_pessoas=self.outras_pessoas(exceto=atual.email if atual else ""),
            url_do_papel=self.url_do_papel(),
            url_do_cartao=reverse(
                f"interlocutores:cartao_{self.papel}", args=[self.implantacao.pk]
            ),
            url_de_substituir=reverse(
                f"interlocutores:substituir_{self.papel}", args=[self.implantacao.pk]
            ),
            url_de_encerrar=reverse(
                f"interlocutores:encerrar_{self.papel}", args=[self.implantacao.pk]
            ),
        )


class DesignacaoView(PaginaDoPapel):
    """Designa em papel vago; com gente no papel, corrige os dados dela."""

    form_class = forms.PessoaForm
    template_name = "interlocutores/designacao.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"papel": self.papel, "designacao": self.designacao}

    def get_initial(self):
        if self.designacao is None:
            return self.pessoa_pedida() or self.com_acesso(self.papel)
        campos = (*servicos.CAMPOS_DA_PESSOA, "inicio", "fim")
        inicial = {campo: getattr(self.designacao, campo) for campo in campos}
        return inicial | {"caixa_de_uma_pessoa": contas.e_de_uma_pessoa(self.designacao.email)}

    def gravar(self, form):
        quem = self.request.user
        form.conhecer_caixa(quem)
        if self.designacao:
            servicos.corrigir(self.designacao, por=quem, **form.pessoa())
            self.mensagem = "Dados salvos."
            return f"Dados do {self.papel.rotulo} corrigidos."
        nova = servicos.designar(self.implantacao, self.papel, por=quem, **form.pessoa())
        self.mensagem = mensagem_do_acesso(nova)
        return f"{self.papel.rotulo} designado."


def mensagem_do_acesso(designacao: Designacao) -> str:
    if acesso.convite_de(designacao):
        return f"Designação salva. {designacao.nome_publico} recebe um convite por e-mail."
    return f"Designação salva. {designacao.nome_publico} já tem acesso."


class PaginaDeMudanca(PaginaDoPapel):
    """Substituir e encerrar: só com alguém no papel."""

    def get(self, request, *args, **kwargs):
        if self.designacao is None:
            messages.info(request, "O papel está vago. Designe a pessoa aqui.")
            return redirect(self.url_do_papel())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"designacao": self.designacao}


class SubstituicaoView(PaginaDeMudanca):
    form_class = forms.SubstituicaoForm
    template_name = "interlocutores/substituicao.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"papel": self.papel}

    def get_initial(self):
        return self.pessoa_pedida() or self.com_acesso(self.papel)

    def gravar(self, form):
        form.conhecer_caixa(self.request.user)
        dados = form.pessoa()
        nova = servicos.substituir(self.implantacao, self.papel, por=self.request.user, **dados)
        self.mensagem = mensagem_do_acesso(nova)
        return f"{self.papel.rotulo} substituído."


class EncerramentoView(PaginaDeMudanca):
    form_class = forms.EncerramentoForm
    template_name = "interlocutores/encerramento.html"
    mensagem = "Último dia registrado. Designe quem assume para o trabalho não parar."

    def gravar(self, form):
        servicos.encerrar(
            self.designacao,
            fim=form.cleaned_data["fim"],
            motivo=form.cleaned_data["motivo"],
            por=self.request.user,
        )
        return f"Fim da designação do {self.papel.rotulo}."


class SuplentesView(DeQuemRepresentaMixin, PaginaDosInterlocutores):
    item_de_costume = ITEM_DOS_SUPLENTES
    form_class = forms.SuplenteForm
    template_name = "interlocutores/suplentes.html"
    mensagem = "Suplente salvo."
    faltam = 0

    @cached_property
    def suplentes(self) -> list[Designacao]:
        return [d for d in self.em_exercicio if d.suplente]

    @cached_property
    def vagos(self) -> list[Papel]:
        ocupados = {d.papel for d in self.suplentes}
        return [papel for papel in INTERLOCUTORES if papel not in ocupados]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"vagos": self.vagos}

    def get_initial(self):
        """`?papel=`: o suplente que já tem acesso e falta designar."""
        pedido = self.request.GET.get("papel", "")
        for papel in self.vagos:
            if papel == pedido and (dados := self.com_acesso(papel, suplente=True)):
                return dados | {"papeis": [papel.value]}
        return self.pessoa_pedida()

    def gravar(self, form):
        form.conhecer_caixa(self.request.user)
        dados = form.pessoa()
        papeis = dados.pop("papeis")
        servicos.designar_suplentes(self.implantacao, papeis, por=self.request.user, **dados)
        self.faltam = len(self.vagos) - len(papeis)
        return f"Suplente de {len(papeis)} papéis." if len(papeis) > 1 else "Suplente de um papel."

    def get_success_url(self):
        """Volta à lista enquanto houver papel sem suplente."""
        return self.request.path if self.faltam else super().get_success_url()

    def dia_do_fato(self, form):
        return form.cleaned_data["inicio"]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            suplentes=self.suplentes,
            vagos=self.vagos,
            outras_pessoas=self.outras_pessoas(),
        )


class EncerrarSuplenteView(DeQuemRepresentaMixin, PaginaDosInterlocutores):
    item_de_costume = ITEM_DOS_SUPLENTES
    form_class = forms.EncerramentoForm
    template_name = "interlocutores/encerramento.html"
    mensagem = "Último dia registrado."

    @cached_property
    def designacao(self) -> Designacao:
        for designacao in self.em_exercicio:
            if designacao.suplente and designacao.pk == self.kwargs["designacao_id"]:
                return designacao
        raise Http404

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"designacao": self.designacao}

    def gravar(self, form):
        servicos.encerrar(
            self.designacao,
            fim=form.cleaned_data["fim"],
            motivo=form.cleaned_data["motivo"],
            por=self.request.user,
        )
        return "Fim de uma suplência."

    def get_context_data(self, **kwargs):
        volta = reverse("interlocutores:suplentes", args=[self.implantacao.pk])
        return super().get_context_data(**kwargs, designacao=self.designacao, url_do_papel=volta)


class ContatoView(PaginaDosInterlocutores):
    form_class = forms.ContatoForm
    template_name = "interlocutores/contato.html"
    papel = Papel.GESTOR_SEI
    mensagem = "Contato confirmado."

    @property
    def item(self) -> str:
        return ITEM_DO_CONTATO[self.papel]

    @cached_property
    def designacao(self) -> Designacao | None:
        return servicos.designacao_de(self.implantacao, self.papel)

    @cached_property
    def outras(self) -> list[Designacao]:
        """Os outros papéis da mesma pessoa, se é ela (ou a gerência por ela) quem confirma."""
        if self.designacao is None:
            return []
        if self.request.user.email != self.designacao.email and not self.em_nome_de:
            return []
        return [
            d
            for d in self.em_exercicio
            if d.email == self.designacao.email and not d.suplente and d.papel != self.papel
        ]

    def get_form_kwargs(self):
        proprios = {"designacao": self.designacao, "outras": self.outras}
        return super().get_form_kwargs() | proprios

    def get_initial(self):
        campos = ("nome_social", "cargo", "unidade", "telefone")
        atual = self.designacao
        return {campo: getattr(atual, campo) for campo in campos} if atual else {}

    def gravar(self, form):
        dados = dict(form.cleaned_data)
        tambem = self.outras if dados.pop("tambem", False) else []
        servicos.confirmar_contato(self.designacao, por=self.request.user, tambem=tambem, **dados)
        return f"Contato do {self.papel.rotulo} confirmado."

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, designacao=self.designacao, papel=self.papel)


class AtoView(PaginaDosInterlocutores):
    """Registra o ato de quem ainda não tem; com todos cobertos, corrige o último."""

    item = ITEM_DO_ATO
    form_class = forms.AtoForm
    template_name = "interlocutores/ato.html"
    mensagem = "Ato registrado."

    @cached_property
    def atos(self) -> list:
        todos = self.implantacao.interlocutores_atos.select_related("arquivo")
        designacoes = Prefetch("designacoes", Designacao.objects.na_ordem_dos_papeis())
        return list(todos.prefetch_related(designacoes).order_by("-data", "-pk"))

    @cached_property
    def ato(self):
        """O ato a corrigir (`?ato=`); `None` para registrar outro."""
        pedido = self.request.GET.get("ato", "")
        if pedido:
            return next((a for a in self.atos if str(a.pk) == pedido), None)
        sem_ato = [d for d in self.em_exercicio if not d.suplente and d.ato is None]
        return self.atos[0] if self.atos and not sem_ato else None

    @cached_property
    def designacoes(self):
        """Quem está em exercício e quem o ato já designava."""
        em_exercicio = Q(pk__in=[d.pk for d in self.em_exercicio])
        do_ato = Q(ato=self.ato) if self.ato else Q()
        todas = self.implantacao.interlocutores_designacoes.filter(em_exercicio | do_ato)
        return todas.na_ordem_dos_papeis()

    def get_form_kwargs(self):
        proprios = {"ato": self.ato, "designacoes": self.designacoes}
        return super().get_form_kwargs() | proprios

    def get_initial(self):
        if self.ato is None:
            return {"designacoes": [d.pk for d in self.em_exercicio if d.ato is None]}
        campos = ("tipo", "numero", "data", "veiculo", "publicado_em", "link")
        inicial = {campo: getattr(self.ato, campo) for campo in campos}
        return inicial | {"designacoes": [d.pk for d in self.ato.designacoes.all()]}

    def gravar(self, form):
        dados = dict(form.cleaned_data)
        upload = dados.pop("arquivo")
        if upload:
            dados["arquivo"] = documentos.guardar(self.orgao, upload, self.request.user)
        ato = servicos.registrar_ato(self.implantacao, ato=self.ato, **dados)
        return f"{ato} registrado."

    def dia_do_fato(self, form):
        return form.cleaned_data["publicado_em"]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, ato=self.ato, atos=self.atos)
