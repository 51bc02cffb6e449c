"""Os assuntos da governança, da publicação e da vigência."""

from regulamentacao.sala.perguntas.tipos import Opcao, Tela, escolha, linhas, numero, texto

ORGAO_GESTOR = Tela(
    "orgao_gestor",
    "Órgão gestor ou comitê",
    (
        escolha(
            "forma",
            "Quem vai cuidar do SEI no município?",
            "unidade",
            Opcao("unidade", "Uma unidade que já existe"),
            Opcao("comite", "Um comitê novo, com pessoas de várias áreas"),
            ajuda="Em município pequeno, uma unidade decide mais depressa que um comitê.",
        ),
        texto(
            "nome",
            "Se for uma unidade, qual?",
            "Secretaria Municipal de Administração",
            ajuda="O nome oficial, como está na lei da estrutura da prefeitura.",
            obrigatoria=True,
        ),
        numero(
            "membros",
            "Se for um comitê, com quantas pessoas?",
            3,
            de=3,
            ate=15,
            ajuda="Elas são designadas depois, por portaria.",
        ),
    ),
)

PUBLICACAO = Tela(
    "publicacao",
    "Publicação",
    (
        texto(
            "veiculo",
            "Onde o município publica os atos oficiais?",
            "Diário Oficial Eletrônico do Município",
            ajuda="O nome do diário próprio, do diário da associação de municípios ou do jornal "
            "contratado.",
            obrigatoria=True,
        ),
    ),
)

VIGENCIA = Tela(
    "vigencia",
    "Vigência e revogações",
    (
        escolha(
            "inicio",
            "Quando o decreto começa a valer?",
            "publicacao",
            Opcao("publicacao", "No dia em que for publicado"),
            Opcao("30", "30 dias depois de publicado", "trinta"),
            Opcao("60", "60 dias depois de publicado", "sessenta"),
            Opcao("90", "90 dias depois de publicado", "noventa"),
            ajuda="Começar já permite preparar tudo; o uso só obriga na data da outra pergunta.",
        ),
        linhas(
            "revoga",
            "Que normas do município deixam de valer?",
            ajuda="Uma por linha, com tipo, número e data: Decreto nº 1.234, de 5 de maio de 2015. "
            "Procure os que tratam de protocolo e de processo. Se não há, deixe em branco.",
        ),
    ),
)

TELAS = (ORGAO_GESTOR, PUBLICACAO, VIGENCIA)
