"""Achar a implantação, dizer por que não, falar em nome de alguém e enviar uma vez só."""

from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from seicidades.comum.papeis import Lado, Papel
from seicidades.contas.permissoes import ExigePermissaoMixin, Permissao, papeis_de, papel_do_estado
from seicidades.documentos import servicos as documentos
from seicidades.documentos.models import Arquivo
from seicidades.fluxo import servicos
from seicidades.fluxo.atos import ATOS
from seicidades.fluxo.forms import EmNomeDeForm, EnvioForm, nova_chave
from seicidades.fluxo.models import Andamento, Implantacao
from seicidades.fluxo.nucleo.comandos import (
    Ator,
    Canal,
    Comando,
    Contexto,
    Recusa,
    TipoDeComando,
)
from seicidades.fluxo.nucleo.definicao import Etapa, Item
from seicidades.fluxo.nucleo.estado import POR_FAZER, Estado
from seicidades.fluxo.nucleo.regras import impedimentos
from seicidades.fluxo.prazos import PorQueDestaData
from seicidades.fluxo.proximo_aviso import Pagina, proximo_aviso
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
    def andamentos(self) -> list[Andamento]:
        """O registro inteiro, para contar dias e explicar prazos. Uma consulta."""
        return list(self.implantacao.andamentos.select_related("ator").order_by("seq"))

    @cached_property
    def por_que_esta_data(self) -> PorQueDestaData:
        roteiro = self.implantacao.roteiro
        return PorQueDestaData(roteiro, self.estado, self.calendario, self.andamentos)

    def conta_do_item(self, chave: str) -> list[str]:
        """A conta do prazo em frases; sem relógio ou já feito, nada se lê."""
        dado = self.estado.item(chave)
        if dado.saldo is None or dado.situacao not in POR_FAZER:
            return []
        return self.por_que_esta_data.do_item(chave)

    @cached_property
    def papeis(self):
        return papeis_de(self.request.user, self.orgao)

    def ler_papeis(self, usuario, orgao: Orgao) -> frozenset[Papel]:
        return self.papeis

    @cached_property
    def vinculos(self):
        return list(
            self.orgao.vinculos.ativos(timezone.localdate())
            .select_related("usuario")
            .order_by("suplente", "pk")
        )

    def aviso_previsto(self, item: str = "") -> str:
        """Quem será lembrado a seguir, do item ou da cidade, se a camada de cima o diz."""
        return proximo_aviso(
            Pagina(
                self.implantacao,
                self.estado,
                self.calendario,
                self.vinculos,
                timezone.localdate(),
                item,
            )
        )

    @cached_property
    def calendario(self):
        return calendario_do_municipio(self.orgao.municipio_id)

    def ator(self, em_nome_de: str = "") -> Ator:
        """A pessoa, com os papéis que a página já leu. O canal se escolhe no formulário."""
        return Ator(
            id=self.request.user.pk,
            papeis=self.papeis,
            papel_do_estado=papel_do_estado(self.request.user) or "",
            em_nome_de=em_nome_de,
            origem=Canal.OFICIO if em_nome_de else Canal.TELA,
        )

    def impedimentos(
        self, comando: Comando, etapas: Iterable[Etapa] = (), em_nome_de: str = ""
    ) -> list[Recusa]:
        fatos = servicos.apurar(self.implantacao, etapas)
        contexto = Contexto(self.calendario, timezone.now(), fatos)
        roteiro = self.implantacao.roteiro
        return impedimentos(roteiro, self.estado, comando, self.ator(em_nome_de), contexto)

    def por_que_nao(
        self, comando: Comando, etapas: Iterable[Etapa] = (), em_nome_de: str = ""
    ) -> list[Recusa]:
        """As razões por que esta pessoa não pode dar o comando agora, com quem e quando."""
        recusas = self.impedimentos(comando, etapas, em_nome_de)
        return servicos.contar_quem_e_quando(self.implantacao, recusas, comando)

    def url_da_cidade(self) -> str:
        return reverse("fluxo:cidade", args=[self.implantacao.pk])

    def url_da_etapa(self, chave: str) -> str:
        return reverse("fluxo:etapa", args=[self.implantacao.pk, chave])

    def url_do_comando(self, tipo: TipoDeComando, consulta: str = "") -> str:
        return reverse("fluxo:comando", args=[self.implantacao.pk, tipo.value]) + consulta

    def atos_do_item(self, item: Item) -> list[dict]:
        """Comandos sobre o item que esta pessoa pode dar agora, com o endereço de cada um."""
        possiveis = [
            {
                "titulo": ATOS[tipo].botao,
                "url": self.url_do_comando(tipo, f"?item={item.chave}"),
            }
            for tipo in _ATOS_DO_ITEM
            if not self.impedimentos(
                Comando(tipo, item=item.chave, dados=A_COMPROVAR), em_nome_de=self._nome(tipo)
            )
        ]
        seq = self.estado.item(item.chave).dado_seq
        return possiveis + self.ato_de_retificar(seq, "ocorreu_em", "Retificar a data")

    def ato_de_retificar(self, seq: int | None, campo: str, titulo: str) -> list[dict]:
        """O endereço de retificar um dado presente, se esta pessoa pode."""
        comando = Comando(TipoDeComando.RETIFICAR, dados={"seq": seq, "campo": campo})
        if seq is None or self.impedimentos(comando):
            return []
        url = self.url_do_comando(TipoDeComando.RETIFICAR, f"?seq={seq}&campo={campo}")
        return [{"titulo": titulo, "url": url}]

    def _nome(self, tipo: TipoDeComando) -> str:
        return getattr(self, "em_nome_de", "") if tipo in FALA_PELO_ITEM else ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            implantacao=self.implantacao,
            orgao=self.orgao,
            municipio=self.orgao.municipio,
            url_da_cidade=self.url_da_cidade(),
        )


_ATOS_DO_ITEM = (
    TipoDeComando.REABRIR_ITEM,
    TipoDeComando.PEDIR_DISPENSA,
    TipoDeComando.CONFIRMAR_DISPENSA,
    TipoDeComando.NEGAR_DISPENSA,
    TipoDeComando.PRORROGAR_PRAZO,
)
# Os que a gerência também dá em nome de quem é do papel do item.
FALA_PELO_ITEM = frozenset({TipoDeComando.REABRIR_ITEM, TipoDeComando.PEDIR_DISPENSA})
# Nas páginas, a comprovação é campo do formulário: sem ela o botão ainda aparece.
A_COMPROVAR = {"comprovacao": "a informar"}


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

    @property
    def so_leitura(self) -> bool:
        """Preencher não é desta pessoa: ela vê o que há."""
        return any(r.codigo in servicos.RECUSAS_DE_PAPEL for r in self.recusas)

    @cached_property
    def em_nome_de(self) -> str:
        """O papel ou lado em cujo nome se registra; vazio, se a pessoa age por si."""
        item = self.item_definicao
        if item is None or self._anda_por_si(item):
            return ""
        if Papel.GERENTE not in self.papeis or item.lado == Lado.PRODESP:
            return ""
        return str(item.papel if item.lado == Lado.MUNICIPIO else item.lado)

    def _anda_por_si(self, item: Item) -> bool:
        return item.lado not in (Lado.SGGD, Lado.TERCEIRO) and item.papel in self.papeis

    @cached_property
    def nome_form(self) -> EmNomeDeForm | None:
        if not self.em_nome_de:
            return None
        enviado = (self.request.POST, self.request.FILES) if self.request.method == "POST" else ()
        return EmNomeDeForm(*enviado, nomes=self.nomes_possiveis())

    def nomes_possiveis(self) -> tuple[Papel, ...]:
        """Em nome de quem se escolhe falar; vazio, se só há um nome."""
        return ()

    def nome_dito(self) -> str:
        """O nome escolhido no formulário; sem escolha, o do papel do item."""
        limpos = self.nome_form.cleaned_data if self.nome_form else {}
        return limpos.get("quem") or self.em_nome_de

    def nome_confere(self) -> bool:
        return self.nome_form is None or self.nome_form.is_valid()

    def origem(self) -> str:
        return self.nome_form.cleaned_data["origem"] if self.nome_form else Canal.TELA.value

    def comprovacao(self) -> str:
        return self.nome_form.cleaned_data["comprovacao"] if self.nome_form else ""

    def guardar_comprovante(self) -> list[Arquivo]:
        arquivo = self.nome_form.cleaned_data.get("arquivo") if self.nome_form else None
        if not arquivo:
            return []
        return [documentos.guardar(self.orgao, arquivo, self.request.user)]


ENVIO_PERDIDO = "A página perdeu a marca do envio. Confira o que escreveu e envie de novo."


class EnvioMixin(PaginaDaImplantacaoMixin):
    """Página que grava: chave contra envio em dobro e o último andamento que a pessoa viu."""

    @cached_property
    def envio_form(self) -> EnvioForm:
        if self.request.method == "POST":
            return EnvioForm(self.request.POST)
        return self._envio_novo()

    def _envio_novo(self) -> EnvioForm:
        return EnvioForm(initial={"chave": nova_chave(), "seq": self.implantacao.seq})

    def envio_confere(self, form) -> bool:
        """A chave e o número vieram; senão, diz no formulário que se envie de novo."""
        if self.envio_form.is_valid():
            return True
        form.add_error(None, ENVIO_PERDIDO)
        self.reler()
        return False

    def reler(self) -> None:
        """A página volta com o que há agora: outra pessoa pode ter mudado a implantação."""
        lidos = ("implantacao", "estado", "retrato", "recusas", "ultima_devolucao")
        for nome in (*lidos, "andamentos", "por_que_esta_data"):
            self.__dict__.pop(nome, None)
        self.envio_form = self._envio_novo()

    def executar(self, comando: Comando, **opcoes) -> servicos.Resultado:
        return servicos.executar(
            self.implantacao,
            comando,
            self.request.user,
            chave=self.envio_form.cleaned_data["chave"],
            seq_esperada=self.envio_form.cleaned_data["seq"],
            **opcoes,
        )

    def tentar(self, agir: Callable[[], object], form=None) -> HttpResponse | None:
        """Faz tudo, arquivos inclusive, ou nada. Devolve a página com as razões, se não deu."""
        try:
            with transaction.atomic():
                agir()
        except servicos.Recusado as recusado:
            return self.recusar(recusado.recusas, form)
        except servicos.ImplantacaoOcupada as ocupada:
            return self.recusar([Recusa("ocupada", str(ocupada), "")], form)
        except ValidationError as erro:
            form.add_error(None, erro)
            return self.form_invalid(form)
        return None

    def recusar(self, recusas: list[Recusa], form=None, status: int = 409) -> HttpResponse:
        """A página de novo, com o que foi digitado, todas as razões e uma chave nova."""
        self.reler()
        if any(r.codigo in servicos.RECUSAS_DE_PAPEL for r in recusas):
            status = 403
        contexto = {"recusas_do_envio": recusas_com_link(self.implantacao, recusas)}
        if form is not None:
            contexto["form"] = form
        return self.render_to_response(self.get_context_data(**contexto), status=status)

    def get_context_data(self, **kwargs):
        kwargs.setdefault("recusas_do_envio", [])
        return super().get_context_data(**kwargs, envio_form=self.envio_form)
