"""Páginas do fluxo: a cidade, a etapa, o item, a análise, a história e os comandos."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from seicidades.comum.papeis import Lado, Papel
from seicidades.contas.permissoes import (
    ExigePapelDoEstadoMixin,
    Permissao,
    administra,
    gerentes_de,
)
from seicidades.documentos import servicos as documentos
from seicidades.documentos.models import Arquivo
from seicidades.fluxo import servicos
from seicidades.fluxo.atos import ATOS, Ato
from seicidades.fluxo.forms import (
    AjudaForm,
    ConferenciaForm,
    EnvioForm,
    IniciarForm,
    ItemForm,
    nova_chave,
)
from seicidades.fluxo.frases import Linha, frase
from seicidades.fluxo.leitura import Retrato, titulares
from seicidades.fluxo.models import Andamento
from seicidades.fluxo.nucleo.comandos import Comando, Recusa, TipoDeComando
from seicidades.fluxo.nucleo.definicao import Etapa, Item
from seicidades.fluxo.nucleo.estado import SituacaoDaEtapa
from seicidades.fluxo.nucleo.guardas.papeis import RECUSAS_DE_PAPEL
from seicidades.fluxo.paginas import (
    EmNomeDeMixin,
    PaginaDaImplantacaoMixin,
    recusas_com_link,
)
from seicidades.municipios.models import Orgao

POR_PAGINA = 50
RECENTES = 8


class RetratoMixin(PaginaDaImplantacaoMixin):
    """Página que mostra o retrato da implantação para quem olha."""

    @cached_property
    def vinculos(self):
        return list(
            self.orgao.vinculos.ativos(timezone.localdate())
            .select_related("usuario")
            .order_by("suplente", "pk")
        )

    @cached_property
    def retrato(self) -> Retrato:
        return Retrato(
            self.implantacao,
            self.estado,
            self.papeis,
            self.calendario,
            timezone.localdate(),
            titulares(self.vinculos),
        )

    @cached_property
    def gerente(self):
        return next((v.usuario for v in self.vinculos if v.papel == Papel.GERENTE), None)

    def linhas(self, andamentos: QuerySet[Andamento]) -> list[Linha]:
        roteiro = self.implantacao.roteiro
        return [frase(a, roteiro) for a in andamentos]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            retrato=self.retrato,
            gerente=self.gerente,
            e_gerente=Papel.GERENTE in self.papeis,
        )


class CidadeView(RetratoMixin, TemplateView):
    """O que fazer agora, e a jornada do município."""

    template_name = "fluxo/cidade.html"

    def get_context_data(self, **kwargs):
        meus = [self.retrato.linha(i) for _, i in self.retrato.que_posso_fazer()]
        recentes = self.implantacao.andamentos.select_related("ator").order_by("-seq")
        return super().get_context_data(
            **kwargs,
            proxima=self.retrato.proxima,
            meus=[m for m in meus if m.titulo != self.retrato.proxima.titulo],
            interlocutores=self.interlocutores(),
            recentes=self.linhas(recentes[:RECENTES]),
            atos=self.atos(),
            em_analise=self.em_analise(),
        )

    def interlocutores(self) -> list[dict]:
        papeis = (Papel.REPRESENTANTE, *_INTERLOCUTORES)
        nomes = titulares(self.vinculos)
        return [{"papel": p.rotulo, "nome": nomes.get(p.value, "")} for p in papeis]

    def em_analise(self) -> list[Etapa]:
        """Etapas à espera desta pessoa, se ela analisa."""
        if self.request.user.papel_estado not in (Papel.GERENTE, Papel.ADMINISTRADOR):
            return []
        espera = (SituacaoDaEtapa.EM_ANALISE, SituacaoDaEtapa.A_RECONFIRMAR)
        return [
            e
            for e in self.implantacao.roteiro.etapas
            if self.estado.etapa(e.chave).situacao in espera
        ]

    def atos(self) -> list[dict]:
        """O que a gerência pode fazer com a implantação inteira, agora."""
        if Papel.GERENTE not in self.papeis:
            return []
        tipos = (
            TipoDeComando.ENTRAR_EM_PRODUCAO,
            TipoDeComando.DECLARAR_BLOQUEIO,
            TipoDeComando.SUSPENDER,
            TipoDeComando.RETOMAR,
            TipoDeComando.DESISTIR,
            TipoDeComando.READMITIR,
        )
        return [
            {
                "titulo": ATOS[tipo].titulo,
                "url": reverse("fluxo:comando", args=[self.implantacao.pk, tipo.value]),
            }
            for tipo in tipos
            if not self._fora_de_hora(tipo)
        ]

    def _fora_de_hora(self, tipo: TipoDeComando) -> bool:
        recusas = self.por_que_nao(Comando(tipo))
        return any(
            r.codigo in ("situacao_nao_aceita", "ja_em_producao") or r.codigo in RECUSAS_DE_PAPEL
            for r in recusas
        )


_INTERLOCUTORES = (
    Papel.GESTOR_SEI,
    Papel.GESTOR_TI,
    Papel.GESTOR_CONHECIMENTO,
    Papel.GESTOR_DOCUMENTAL,
)


class EtapaMixin(RetratoMixin):
    """Página de uma etapa do roteiro desta implantação."""

    @cached_property
    def etapa(self) -> Etapa:
        try:
            return self.implantacao.roteiro.por_chave[self.kwargs["etapa"]]
        except KeyError:
            raise Http404 from None

    def get_context_data(self, **kwargs):
        daqui = {
            "etapa": self.etapa,
            "estado_da_etapa": self.estado.etapa(self.etapa.chave),
            "url_da_etapa": self.url_da_etapa(self.etapa.chave),
        }
        return super().get_context_data(**(kwargs | daqui))


class EtapaView(EtapaMixin, TemplateView):
    """A lista de verificação e o envio, com todas as razões por que ainda não dá."""

    template_name = "fluxo/etapa.html"

    def get_context_data(self, **kwargs):
        itens = self.retrato.itens_da_etapa(self.etapa)
        return super().get_context_data(
            **kwargs,
            itens=itens,
            prontos=sum(i.situacao in ("pronto", "dispensado") for i in itens),
            envio=self.envio(),
            atos=self.atos(),
            pode_analisar=self.pode_analisar(),
        )

    def envio(self) -> dict | None:
        """O botão de enviar, para quem envia; vazio para os demais e fora de hora."""
        situacao = self.estado.etapa(self.etapa.chave).situacao
        if situacao in (SituacaoDaEtapa.EM_ANALISE, SituacaoDaEtapa.APROVADA):
            return None
        em_nome_de = ""
        if self.etapa.papel_de_envio not in self.papeis:
            if Papel.GERENTE not in self.papeis:
                return None
            em_nome_de = str(self.etapa.papel_de_envio)
        comando = Comando(
            TipoDeComando.ENVIAR_ETAPA,
            etapa=self.etapa.chave,
            dados={"comprovacao": "a informar"} if em_nome_de else {},
        )
        recusas = self.por_que_nao(comando, (self.etapa,), em_nome_de)
        recusas = [r for r in recusas if r.codigo != "falta_canal"]
        return {
            "recusas": recusas_com_link(self.implantacao, recusas),
            "url": self.url_do_ato(TipoDeComando.ENVIAR_ETAPA),
            "em_nome_de": em_nome_de,
        }

    def url_do_ato(self, tipo: TipoDeComando) -> str:
        base = reverse("fluxo:comando", args=[self.implantacao.pk, tipo.value])
        return f"{base}?etapa={self.etapa.chave}"

    def atos(self) -> list[dict]:
        tipos = (
            TipoDeComando.RECOLHER_ETAPA,
            TipoDeComando.PRORROGAR_PRAZO,
            TipoDeComando.DESFAZER_APROVACAO,
            TipoDeComando.REABRIR_ETAPA,
        )
        possiveis = []
        for tipo in tipos:
            comando = Comando(tipo, etapa=self.etapa.chave)
            if not self.por_que_nao(comando):
                titulo = ATOS[tipo].titulo.format(alvo=self.etapa.titulo)
                possiveis.append({"titulo": titulo, "url": self.url_do_ato(tipo)})
        return possiveis

    def pode_analisar(self) -> bool:
        espera = (SituacaoDaEtapa.EM_ANALISE, SituacaoDaEtapa.A_RECONFIRMAR)
        return self.estado.etapa(self.etapa.chave).situacao in espera and (
            self.request.user.papel_estado in (Papel.GERENTE, Papel.ADMINISTRADOR)
        )


class EnvioMixin(PaginaDaImplantacaoMixin):
    """Página que dá um comando: chave contra envio em dobro e o que a pessoa viu."""

    @cached_property
    def envio_form(self) -> EnvioForm:
        if self.request.method == "POST":
            return EnvioForm(self.request.POST)
        return EnvioForm(initial={"chave": nova_chave(), "seq": self.implantacao.seq})

    def executar(self, comando: Comando, **opcoes) -> servicos.Resultado:
        opcoes.setdefault("chave", self.envio_form.cleaned_data["chave"])
        opcoes.setdefault("seq_esperada", self.envio_form.cleaned_data["seq"])
        return servicos.executar(self.implantacao, comando, self.request.user, **opcoes)

    def recusar(self, recusas: list[Recusa], **contexto) -> HttpResponse:
        """A página de novo, com o que foi digitado e todas as razões."""
        papel = any(r.codigo in RECUSAS_DE_PAPEL for r in recusas)
        return self.render_to_response(
            self.get_context_data(
                recusas_do_envio=recusas_com_link(self.implantacao, recusas), **contexto
            ),
            status=403 if papel else 409,
        )

    def get_context_data(self, **kwargs):
        kwargs.setdefault("recusas_do_envio", [])
        return super().get_context_data(**kwargs, envio_form=self.envio_form)


class ItemView(EmNomeDeMixin, EnvioMixin, RetratoMixin, FormView):
    """Página genérica de um item declarado; o que é por fato tem a sua."""

    template_name = "fluxo/item.html"
    form_class = ItemForm

    @property
    def permissao(self) -> Permissao:
        return Permissao.VER if self.request.method in ("GET", "HEAD") else Permissao.PREENCHER

    @cached_property
    def item_definicao(self) -> Item:
        try:
            return self.implantacao.roteiro.itens[self.kwargs["item"]]
        except KeyError:
            raise Http404 from None

    @cached_property
    def etapa(self) -> Etapa:
        return self.implantacao.roteiro.etapa_do_item[self.item_definicao.chave]

    def get(self, request, *args, **kwargs):
        item = self.item_definicao
        if item.pagina:
            return redirect(item.pagina, implantacao_id=self.implantacao.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if form.is_valid() & self.nome_confere() & self.envio_form.is_valid():
            return self.form_valid(form)
        return self.form_invalid(form)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"exige_arquivo": self.item_definicao.exige_arquivo}

    def form_valid(self, form):
        arquivos = documentos.guardar_varios(
            self.orgao, form.cleaned_data["arquivos"], self.request.user
        )
        arquivos += self.guardar_comprovante()
        comando = Comando(
            TipoDeComando.CONCLUIR_ITEM,
            item=self.item_definicao.chave,
            dados={
                "texto": form.cleaned_data["texto"],
                "arquivos": [str(a.pk) for a in arquivos],
                "comprovacao": self.comprovacao(),
            },
        )
        try:
            self.executar(
                comando,
                ocorreu_em=form.cleaned_data["ocorreu_em"],
                em_nome_de=self.em_nome_de or None,
                origem=self.origem(),
            )
        except servicos.Recusado as recusado:
            return self.recusar(recusado.recusas, form=form)
        except servicos.ImplantacaoOcupada as ocupada:
            form.add_error(None, str(ocupada))
            return self.form_invalid(form)
        messages.success(self.request, f"«{self.item_definicao.titulo}» está pronto.")
        return redirect(self.url_da_etapa(self.etapa.chave))

    def recusas(self) -> list[Recusa]:
        comando = Comando(
            TipoDeComando.CONCLUIR_ITEM,
            item=self.item_definicao.chave,
            dados={"comprovacao": "a informar"},
        )
        recusas = self.por_que_nao(comando, em_nome_de=self.em_nome_de)
        return [r for r in recusas if r.codigo != "falta_canal"]

    def get_context_data(self, **kwargs):
        recusas = self.recusas()
        return super().get_context_data(
            **kwargs,
            item=self.item_definicao,
            item_definicao=self.item_definicao,
            item_estado=self.estado.item(self.item_definicao.chave),
            linha=self.retrato.linha(self.item_definicao),
            etapa=self.etapa,
            url_da_etapa=self.url_da_etapa(self.etapa.chave),
            nome_form=self.nome_form,
            pode_salvar=not recusas,
            recusas=recusas_com_link(self.implantacao, recusas),
            atos=self.atos(),
            feitos=self.feitos(),
        )

    def atos(self) -> list[dict]:
        tipos = (
            TipoDeComando.REABRIR_ITEM,
            TipoDeComando.PEDIR_DISPENSA,
            TipoDeComando.CONFIRMAR_DISPENSA,
            TipoDeComando.NEGAR_DISPENSA,
        )
        return atos_do_item(self, self.item_definicao, tipos)

    def feitos(self) -> list[dict]:
        """O que já se registrou neste item, com os arquivos."""
        return registros_do_item(self, [self.item_definicao]).get(self.item_definicao.chave, [])


def atos_do_item(pagina, item: Item, tipos) -> list[dict]:
    """Comandos sobre o item que esta pessoa pode dar agora, com o endereço de cada um."""
    possiveis = []
    for tipo in tipos:
        if not pagina.por_que_nao(Comando(tipo, item=item.chave)):
            url = reverse("fluxo:comando", args=[pagina.implantacao.pk, tipo.value])
            possiveis.append({"titulo": ATOS[tipo].botao, "url": f"{url}?item={item.chave}"})
    return possiveis


def registros_do_item(pagina: RetratoMixin, itens) -> dict[str, list[dict]]:
    """Andamentos de cada item, com os arquivos que trouxeram. Duas consultas."""
    chaves = [i.chave for i in itens]
    andamentos = list(
        pagina.implantacao.andamentos.filter(item__in=chaves)
        .select_related("ator")
        .order_by("-seq")
    )
    citados = {pk for a in andamentos for pk in a.dados.get("pedido", {}).get("arquivos", [])}
    arquivos = {str(a.pk): a for a in Arquivo.objects.filter(orgao=pagina.orgao, pk__in=citados)}
    registros: dict[str, list[dict]] = {}
    for andamento in andamentos:
        dele = andamento.dados.get("pedido", {}).get("arquivos", [])
        registros.setdefault(andamento.item, []).append(
            {
                "linha": frase(andamento, pagina.implantacao.roteiro),
                "arquivos": [arquivos[pk] for pk in dele if pk in arquivos],
            }
        )
    return registros


class _Conferencias(list):
    """Os formulários da análise, como o resumo de erros os lê."""

    def non_form_errors(self) -> list:
        return []


class AnaliseView(EnvioMixin, EtapaMixin, TemplateView):
    """A gerência confere item por item e aprova ou devolve com motivos."""

    template_name = "fluxo/analise.html"
    permissao = Permissao.ANALISAR

    @cached_property
    def conferencias(self) -> dict[str, ConferenciaForm]:
        dados = self.request.POST if self.request.method == "POST" else None
        return {item.chave: ConferenciaForm(dados, prefix=item.chave) for item in self.etapa.itens}

    def post(self, request, *args, **kwargs):
        aprovar = request.POST.get("decisao") == "aprovar"
        formularios = [] if aprovar else list(self.conferencias.values())
        validos = [f.is_valid() for f in [self.envio_form, *formularios]]
        if not all(validos):
            return self.render_to_response(self.get_context_data(), status=400)
        return self.aprovar() if aprovar else self.devolver()

    def aprovar(self):
        return self._decidir(
            Comando(TipoDeComando.APROVAR_ETAPA, etapa=self.etapa.chave),
            f"{self.etapa.titulo} aprovada.",
        )

    def devolver(self):
        motivos = [
            {"item": chave, "codigo": f.cleaned_data["codigo"], "texto": f.cleaned_data["texto"]}
            for chave, f in self.conferencias.items()
            if f.cleaned_data["devolver"]
        ]
        return self._decidir(
            Comando(
                TipoDeComando.DEVOLVER_ETAPA, etapa=self.etapa.chave, dados={"motivos": motivos}
            ),
            f"{self.etapa.titulo} devolvida ao município.",
        )

    def _decidir(self, comando: Comando, mensagem: str):
        try:
            self.executar(comando)
        except servicos.Recusado as recusado:
            return self.recusar(recusado.recusas)
        except servicos.ImplantacaoOcupada as ocupada:
            return self.recusar([Recusa("ocupada", str(ocupada), "")])
        messages.success(self.request, mensagem)
        return redirect(self.url_da_cidade())

    def get_context_data(self, **kwargs):
        aprovar = Comando(TipoDeComando.APROVAR_ETAPA, etapa=self.etapa.chave)
        devolver = Comando(TipoDeComando.DEVOLVER_ETAPA, etapa=self.etapa.chave)
        registros = registros_do_item(self, self.etapa.itens)
        return super().get_context_data(
            **kwargs,
            linhas=[
                {
                    "item": self.retrato.linha(item),
                    "registros": registros.get(item.chave, [])[:3],
                    "form": self.conferencias[item.chave],
                    "mudou": self.mudou(item),
                }
                for item in self.etapa.itens
            ],
            nao_aprova=recusas_com_link(self.implantacao, self.por_que_nao(aprovar, (self.etapa,))),
            nao_devolve=recusas_com_link(self.implantacao, self.por_que_nao(devolver)),
            envios=self.estado.etapa(self.etapa.chave).envios,
            formset=_Conferencias(f for f in self.conferencias.values() if f.is_bound),
        )

    def mudou(self, item: Item) -> bool:
        """O dado do item é posterior à última devolução desta etapa."""
        ultima = self.ultima_devolucao
        return bool(ultima) and (self.estado.item(item.chave).dado_seq or 0) > ultima

    @cached_property
    def ultima_devolucao(self) -> int:
        return (
            self.implantacao.andamentos.filter(tipo="etapa_devolvida", etapa=self.etapa.chave)
            .order_by("-seq")
            .values_list("seq", flat=True)
            .first()
            or 0
        )


class ComandoView(EmNomeDeMixin, EnvioMixin, FormView):
    """Um comando: GET mostra o que vai acontecer; só POST faz."""

    template_name = "fluxo/comando.html"

    @cached_property
    def ato(self) -> Ato:
        try:
            return ATOS[self.kwargs["comando"]]
        except KeyError:
            raise Http404 from None

    @property
    def permissao(self) -> Permissao:
        return self.ato.permissao

    @cached_property
    def item_definicao(self) -> Item | None:
        return self.implantacao.roteiro.itens.get(self.request.GET.get("item", ""))

    @cached_property
    def etapa(self) -> Etapa | None:
        return self.implantacao.roteiro.por_chave.get(self.request.GET.get("etapa", ""))

    @cached_property
    def em_nome_de(self) -> str:
        """Enviar em nome de quem envia, pedir dispensa ou reabrir em nome do papel do item."""
        if self.ato.comando == TipoDeComando.ENVIAR_ETAPA and self.etapa:
            fala = Papel.GERENTE in self.papeis and self.etapa.papel_de_envio not in self.papeis
            return str(self.etapa.papel_de_envio) if fala else ""
        if self.ato.comando in (TipoDeComando.PEDIR_DISPENSA, TipoDeComando.REABRIR_ITEM):
            return EmNomeDeMixin.em_nome_de.func(self)
        return ""

    def get_form_class(self):
        return self.ato.form

    def get_form_kwargs(self):
        extras = {}
        if self.ato.comando == TipoDeComando.REABRIR_ETAPA:
            extras["itens"] = self.etapa.itens if self.etapa else ()
        elif self.ato.comando == TipoDeComando.DECLARAR_BLOQUEIO:
            extras["alvos"] = alvos(self)
        return super().get_form_kwargs() | extras

    def comando(self, dados: dict) -> Comando:
        return Comando(
            self.ato.comando,
            item=self.request.GET.get("item", ""),
            etapa=self.request.GET.get("etapa", ""),
            dados=dados | self._do_endereco(),
        )

    def _do_endereco(self) -> dict:
        """O que identifica o alvo e vem no endereço: bloqueio, andamento e campo."""
        dados = {}
        for nome in ("bloqueio", "seq"):
            if valor := self.request.GET.get(nome, ""):
                dados[nome] = int(valor) if valor.isdigit() else valor
        if campo := self.request.GET.get("campo"):
            dados["campo"] = campo
        return dados

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if form.is_valid() & self.nome_confere() & self.envio_form.is_valid():
            return self.form_valid(form)
        return self.form_invalid(form)

    def form_valid(self, form):
        dados = self.ato.dados(form.cleaned_data)
        if self.nome_form:
            arquivos = self.guardar_comprovante()
            dados |= {
                "comprovacao": self.comprovacao(),
                "arquivos": [str(a.pk) for a in arquivos],
            }
        try:
            self.executar(
                self.comando(dados), em_nome_de=self.em_nome_de or None, origem=self.origem()
            )
        except servicos.Recusado as recusado:
            return self.recusar(recusado.recusas, form=form)
        except servicos.ImplantacaoOcupada as ocupada:
            form.add_error(None, str(ocupada))
            return self.form_invalid(form)
        messages.success(self.request, self.ato.mensagem)
        return redirect(self.url_de_volta())

    def url_de_volta(self) -> str:
        if self.etapa:
            return self.url_da_etapa(self.etapa.chave)
        if self.item_definicao:
            dele = self.implantacao.roteiro.etapa_do_item[self.item_definicao.chave]
            return self.url_da_etapa(dele.chave)
        return self.url_da_cidade()

    def get_context_data(self, **kwargs):
        alvo = self.etapa or self.item_definicao
        comando = self.comando({"comprovacao": "a informar"})
        etapas = self.implantacao.roteiro.etapas if self.ato.comando in _COM_FATOS else ()
        recusas = [
            r
            for r in self.por_que_nao(comando, etapas, self.em_nome_de)
            if r.codigo != "falta_canal"
        ]
        return super().get_context_data(
            **kwargs,
            ato=self.ato,
            titulo=self.ato.titulo.format(alvo=alvo.titulo if alvo else "tudo"),
            nome_form=self.nome_form,
            recusas=recusas_com_link(self.implantacao, recusas),
            url_de_volta=self.url_de_volta(),
        )


_COM_FATOS = (TipoDeComando.ENVIAR_ETAPA, TipoDeComando.ENTRAR_EM_PRODUCAO)


def alvos(pagina: PaginaDaImplantacaoMixin) -> list[tuple[str, list[tuple[str, str]]]]:
    """Etapas e itens, agrupados, para dizer sobre o que é um pedido."""
    return [
        (e.titulo, [(e.chave, f"A etapa {e.titulo}"), *((i.chave, i.titulo) for i in e.itens)])
        for e in pagina.implantacao.roteiro.etapas
    ]


class AjudaView(EnvioMixin, FormView):
    """Pedir ajuda: chega à gerência, e a vez passa à Prodesp."""

    template_name = "fluxo/ajuda.html"
    form_class = AjudaForm
    permissao = Permissao.PREENCHER

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"alvos": alvos(self)}

    def get_initial(self):
        return {"alvo": self.request.GET.get("alvo", "")}

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if form.is_valid() & self.envio_form.is_valid():
            return self.form_valid(form)
        return self.form_invalid(form)

    def form_valid(self, form):
        dados = {**form.cleaned_data, "dono": Lado.PRODESP.value}
        try:
            self.executar(Comando(TipoDeComando.DECLARAR_BLOQUEIO, dados=dados))
        except servicos.Recusado as recusado:
            return self.recusar(recusado.recusas, form=form)
        except servicos.ImplantacaoOcupada as ocupada:
            form.add_error(None, str(ocupada))
            return self.form_invalid(form)
        messages.success(
            self.request, "Pedido feito. A vez é da Prodesp e o prazo do município não corre."
        )
        return redirect(self.url_da_cidade())

    def get_context_data(self, **kwargs):
        gerente = gerentes_de(self.orgao).first()
        return super().get_context_data(**kwargs, gerente=gerente.usuario if gerente else None)


class HistoriaView(RetratoMixin, TemplateView):
    """Tudo o que aconteceu, do mais novo ao mais velho."""

    template_name = "fluxo/historia.html"

    def get_context_data(self, **kwargs):
        andamentos = self.implantacao.andamentos.select_related("ator").order_by("-seq")
        pagina = Paginator(andamentos, POR_PAGINA).get_page(self.request.GET.get("pagina"))
        return super().get_context_data(
            **kwargs, pagina=pagina, eventos=self.linhas(pagina.object_list)
        )


class IniciarView(ExigePapelDoEstadoMixin, FormView):
    """A gerência começa a implantação de um órgão."""

    template_name = "fluxo/iniciar.html"
    form_class = IniciarForm
    papeis_do_estado = frozenset({Papel.GERENTE})

    def get_form_kwargs(self):
        orgaos = Orgao.objects.filter(implantacao=None).select_related("municipio")
        return super().get_form_kwargs() | {"orgaos": orgaos}

    def get_initial(self):
        return {"orgao": self.request.GET.get("orgao", "")}

    def form_valid(self, form):
        orgao = form.cleaned_data["orgao"]
        if not administra(self.request.user, orgao):
            form.add_error(
                "orgao",
                "Este órgão está na carteira de outra pessoa. "
                "Peça a ela que inicie, ou à administração que mude a carteira.",
            )
            return self.form_invalid(form)
        try:
            implantacao, _ = servicos.iniciar(
                orgao,
                self.request.user,
                chave=f"iniciar:{orgao.pk}",
                ocorreu_em=form.cleaned_data["ocorreu_em"],
            )
        except servicos.Recusado as recusado:
            for recusa in recusado.recusas:
                form.add_error(None, f"{recusa.mensagem} {recusa.saida}")
            return self.form_invalid(form)
        messages.success(
            self.request,
            f"A implantação de {orgao.municipio.nome} começou. Agora convide as pessoas.",
        )
        return redirect("contas:pessoas", implantacao.orgao_id)
